export function findChromium(env?: NodeJS.ProcessEnv): string | undefined;
export function findPostgresPrograms(env?: NodeJS.ProcessEnv): string | undefined;

/** What a page must never do, gathered while a test runs: break its content security policy, or throw. */
import type { BrowserContext, Page } from 'playwright-core';

export interface PageWatch {
  /** Violated directives and what was blocked, as the browser reported them. */
  readonly violations: readonly string[];
  /** Errors that nobody caught. */
  readonly errors: readonly string[];
}

/** Watches every page of a context, workers' reports to the console included. */
export function watchPages(context: BrowserContext): PageWatch {
  const violations: string[] = [];
  const errors: string[] = [];
  function watch(page: Page): void {
    page.on('console', (message) => {
      if (/content security policy/iu.test(message.text())) violations.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(`${error.name}: ${error.message}`));
  }
  context.on('page', watch);
  for (const page of context.pages()) watch(page);
  return { violations, errors };
}

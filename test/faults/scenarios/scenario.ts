import type { SeededRandom } from '../../fixtures/people/random.ts';
import type { FaultLaptop } from '../laptop.ts';
import type { Person } from '../people.ts';
import type { Preparation, PreparedProfile, ProfileName } from '../prepare.ts';

/** When the browser is killed: so long after so many acknowledgements. */
export interface KillPlan {
  readonly acknowledgements: number;
  readonly delayMs: number;
}

/** What a scenario works with. */
export interface ScenarioRun {
  readonly laptop: FaultLaptop;
  readonly profile: PreparedProfile;
  readonly people: readonly Person[];
  readonly random: SeededRandom;
  /** What is typed into the name field, for scenarios at the screen. */
  readonly typing: string;
}

/** One kind of work during which the browser is killed. */
export interface Scenario {
  readonly name: string;
  readonly profile: ProfileName;
  /** How often it is drawn, against the others. */
  readonly weight: number;
  /** It types at the screen: the name field is judged too. */
  readonly isTyping?: boolean | undefined;
  /** The run opens the app itself. */
  readonly startsClosed?: boolean | undefined;
  /** How many people the run makes up, where eight do not do. */
  readonly people?: number | undefined;
  plan(random: SeededRandom, preparation: Preparation): KillPlan;
  /** What must have been done before the kill can come. */
  ready(run: ScenarioRun): Promise<void>;
  /** The work; the kill makes it fail. */
  work(run: ScenarioRun): Promise<void>;
}

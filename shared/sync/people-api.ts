import { z } from 'zod';
import { Assignments } from '../domain/assignment.ts';

const B64 = z.string().regex(/^[\w-]+$/u);

/** Names of people that the administrator adds are ids too: in a path, and never used again. */
const OperatorId = z.string().regex(/^[\w-]{1,64}$/u);

/** GET people (administrator): everybody who is listed, also before they have a laptop. */
export const PersonList = z.object({
  people: z.array(
    z.object({
      operatorId: z.string(),
      name: z.string(),
      assignments: Assignments,
      /** `open`: the newest one-time code was not used yet; `requested`: a request of theirs waits. */
      code: z.literal(['open', 'used', 'requested']),
    }),
  ),
});

/** POST people (administrator): the client makes the id, so that a lost answer can be asked for again. */
export const AddPerson = z.object({
  operatorId: OperatorId,
  name: z.string().trim().min(1).max(200),
  assignments: Assignments,
});

/** What POST people and POST a person's code answer: the code in the clear, this once. */
export const NewCode = z.object({ code: z.string() });

/** PUT a person's assignments (administrator): what they are, and a grant that says so for each of their laptops. */
export const PutAssignments = z.object({
  assignments: Assignments,
  grants: z.array(B64).max(100),
});

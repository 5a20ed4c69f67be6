import { z } from 'zod';

// Zod's compiler tries `new Function`, which the content security policy reports as an attack. Must be imported first.
z.config({ jitless: true });

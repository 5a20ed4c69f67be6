/**
 * Lets whatever waits for this thread run first: answers of the database, calls of the screen. A promise alone would
 * not, and a timer of 0 ms takes four.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/**
 * Ends the present turn of the event loop, so that waiting messages are delivered. A message channel is used because
 * timers are slowed down in hidden pages.
 */
export function yieldToEvents(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

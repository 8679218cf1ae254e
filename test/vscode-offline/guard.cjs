// Preloaded into a process that leads its own process group: when its parent dies, even by SIGKILL, the group goes too.
const parent = process.ppid;

setInterval(() => {
  if (process.ppid === parent) return;
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.exit(1); // a child that inherited the preload leads no group
  }
}, 500).unref();

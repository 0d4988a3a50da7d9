// Loaded first into the programs that tests start: they end with the process that started them, even when that was killed.
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.channel?.unref();

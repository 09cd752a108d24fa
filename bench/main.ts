// Owns `npm run bench`: one question after the other, figures of one run side by side. Machines are
// noisy: compare within a run, never between runs.
import { cpus } from "node:os";
import { benchLogin } from "./login.ts";
import { benchStart } from "./start.ts";

const QUESTIONS = { "start and rest": benchStart, "a whole login": benchLogin };

const [cpu] = cpus();
process.stdout.write(
  `${cpu?.model ?? "unknown CPU"}, ${cpus().length} cores, Node ${process.version}\n`,
);
for (const [question, bench] of Object.entries(QUESTIONS)) {
  process.stdout.write(`\n${question}\n`);
  for (const { figure, median, ...rest } of await bench()) {
    const goal = "goal" in rest ? `   goal at most ${rest.goal?.toFixed(1)}` : "";
    process.stdout.write(`  ${figure.padEnd(32)} ${median.toFixed(2).padStart(8)}${goal}\n`);
  }
}

// Question: how long from spawn to listening, beside a bare `node -e 0`, and how much memory at rest?
import { bareStartMs, median, startServer } from "./server.ts";

const ROUNDS = 5;

export async function benchStart() {
  const [bare, twostep, memory]: number[][] = [[], [], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare!.push(await bareStartMs());
    const server = await startServer();
    twostep!.push(server.toListeningMs);
    memory!.push(server.memoryMb());
    await server.stop();
  }
  return [
    { figure: "bare node -e 0, ms", median: median(bare!) },
    { figure: "spawn to listening, ms", median: median(twostep!), goal: median(bare!) + 100 },
    { figure: "memory at rest, MB", median: median(memory!), goal: 70 },
  ];
}

// Owns the bound of every password login: argon2id alone, CPU per hash in milliseconds, printed.
import { hash, verify } from "@node-rs/argon2";

const count = Number(process.argv[2]);
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const stored = await hash("analytical engine", cost);
await verify(stored, "analytical engine");

const begun = process.cpuUsage();
for (let i = 0; i < count; i += 1) await verify(stored, "analytical engine");
const { user, system } = process.cpuUsage(begun);
process.stdout.write(String((user + system) / 1000 / count));

// The AsyncAPI document on stdin, held against its own specification; every fault is a line, and then the exit code is 1.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(0, "utf-8"));
const faults = diagnostics.filter((one) => one.severity === 0);
for (const one of faults) console.log(`${one.path.join("/")}: ${one.message} (${one.code})`);
process.exit(document && faults.length === 0 ? 0 : 1);

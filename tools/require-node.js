// Stops with one sentence where Node is too old. Plain JavaScript, so that an old Node runs it.

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 24 || (major === 24 && minor < 15)) {
  console.error(
    `Twostep needs Node 24.15 or newer and this is ${process.versions.node}: run "npm ci" without --ignore-scripts, and npm scripts will use the Node 26 in node_modules.`,
  );
  process.exit(1);
}

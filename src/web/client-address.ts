// Owns the address of the client: the socket's, or what a trusted proxy says of it.
import { BlockList, isIP } from "node:net";

/**
 * Reads `X-Forwarded-For` from its end, as long as the speaker is a trusted proxy: whatever stands
 * before the first untrusted address may be invented.
 *
 * @param trustedProxies - addresses and networks (`10.0.0.0/8`).
 */
export function createClientAddress(trustedProxies: readonly string[]) {
  const trusted = new BlockList();
  for (const proxy of trustedProxies) {
    const [address = "", prefix] = proxy.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  const isTrusted = (address: string): boolean =>
    isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

  return (socketAddress: string | undefined, forwardedFor: string | null): string | undefined => {
    let address = unmapped(socketAddress);
    const hops = (forwardedFor ?? "").split(",").map((hop) => unmapped(hop.trim()));
    while (address !== undefined && isTrusted(address)) {
      const hop = hops.pop();
      if (hop === undefined || isIP(hop) === 0) break;
      address = hop;
    }
    return address;
  };
}

/**
 * `::ffff:192.0.2.1` is the IPv4 address that a dual-stack socket saw. What follows `%` names a
 * network card of whoever wrote it, at any length.
 */
function unmapped(address: string): string;
function unmapped(address: string | undefined): string | undefined;
function unmapped(address: string | undefined): string | undefined {
  const bare = address?.replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(bare ?? "") === 6 ? bare?.replace(/%.*$/, "") : bare;
}

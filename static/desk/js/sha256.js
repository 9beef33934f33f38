// SHA-256 (FIPS 180-4), fed piece by piece. The browser's own stands only on https pages, and takes no pieces.
const K = new Uint32Array(64);
const START = new Uint32Array(8);
{
  // The first 32 bits of the fractional parts of the cube and square roots of the first primes.
  const share = (number) => ((number - Math.floor(number)) * 2 ** 32) | 0;
  let found = 0;
  for (let n = 2; found < 64; n += 1) {
    let prime = true;
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = share(Math.sqrt(n));
    K[found] = share(Math.cbrt(n));
    found += 1;
  }
}
const turn = (x, by) => (x >>> by) | (x << (32 - by));

export class Sha256 {
  constructor() {
    this.state = Uint32Array.from(START);
    this.rest = new Uint8Array(64);
    this.filled = 0;
    this.length = 0;
    this.words = new Uint32Array(64);
  }

  add(bytes) {
    this.length += bytes.length;
    let at = 0;
    while (at < bytes.length) {
      const part = bytes.subarray(at, at + 64 - this.filled);
      this.rest.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
      if (this.filled === 64) this.block();
    }
    return this;
  }

  block() {
    const w = this.words;
    const view = new DataView(this.rest.buffer);
    for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(i * 4);
    for (let i = 16; i < 64; i += 1) {
      const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    let [a, b, c, d, e, f, g, h] = this.state;
    for (let i = 0; i < 64; i += 1) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const one = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => {
      this.state[i] += value;
    });
    this.filled = 0;
  }

  // The digest, as 32 bytes. Nothing can be added after it.
  end() {
    const bits = this.length * 8;
    this.add(new Uint8Array([128]));
    if (this.filled > 56) this.add(new Uint8Array(64 - this.filled));
    this.rest.fill(0, this.filled);
    const view = new DataView(this.rest.buffer);
    view.setUint32(56, Math.floor(bits / 2 ** 32));
    view.setUint32(60, bits >>> 0);
    this.block();
    const out = new DataView(new ArrayBuffer(32));
    this.state.forEach((word, i) => out.setUint32(i * 4, word));
    return new Uint8Array(out.buffer);
  }
}

export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

// The digest of a file in hexadecimal, read a megabyte at a time.
export async function ofFile(blob) {
  const sum = new Sha256();
  for (let at = 0; at < blob.size; at += 2 ** 20) {
    sum.add(new Uint8Array(await blob.slice(at, at + 2 ** 20).arrayBuffer()));
  }
  return hex(sum.end());
}

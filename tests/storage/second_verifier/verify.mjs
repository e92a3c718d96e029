#!/usr/bin/env node
// A second verifier of what proves a book, written from the specifications alone with the
// cryptography that comes with Node: RFC 6962 (trees and proofs), and C2SP signed-note v1.0.0,
// tlog-checkpoint v1.0.0, tlog-cosignature v1.0.1 and tlog-proof v1. It shares no code with
// storage/merkle and storage/notes, and judges them: both must say the same of every case.
//
//   node verify.mjs < cases
//
// A case is one line of JSON; see `judges` for what each asks. For each, one line: "no", or "yes"
// and what was found. Bytes are in hexadecimal, numbers above 2^53 in text.
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { createInterface } from 'node:readline';

const kMaxNoteBytes = 1 << 20;
const kMaxNoteSignatures = 100;
const kMaxHashes = 64;
const kLastSecond = (1n << 63n) - 1n;
const kLastNumber = (1n << 64n) - 1n;

class Refused extends Error {}
const require = (holds, why) => {
  if (!holds) throw new Refused(why);
};

// ------------------------------------------------------------------------------ RFC 6962

const sha256 = (...pieces) => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
};
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);
const kEmptyRoot = sha256();

// The largest power of two smaller than n, which is above 1.
const split = (n) => 1n << BigInt((n - 1n).toString(2).length - 1);

// Section 2.1.1, backwards: the root that PATH(m, D[n]) leads to from the leaf.
function rootOfPath(leaf, m, n, path) {
  if (n === 1n) {
    require(path.length === 0, 'too long');
    return leaf;
  }
  require(path.length > 0, 'too short');
  const k = split(n);
  const rest = path.slice(0, -1);
  const last = path.at(-1);
  return m < k ? nodeHash(rootOfPath(leaf, m, k, rest), last)
               : nodeHash(last, rootOfPath(leaf, m - k, n - k, rest));
}

function checkInclusion(leaf, index, size, root, path) {
  require(index < size, 'no such leaf');
  require(rootOfPath(leaf, index, size, path).equals(root), 'another root');
}

// Section 2.1.2, backwards: the roots of D[m] and D[n] that SUBPROOF(m, D[n], b) leads to.
function rootsOfSubproof(earlierRoot, m, n, isWhole, path) {
  if (m === n) {
    if (isWhole) {
      require(path.length === 0, 'too long');
      return [earlierRoot, earlierRoot];
    }
    require(path.length === 1, 'not one hash');
    return [path[0], path[0]];
  }
  require(path.length > 0, 'too short');
  const k = split(n);
  const rest = path.slice(0, -1);
  const last = path.at(-1);
  if (m <= k) {
    const [earlier, now] = rootsOfSubproof(earlierRoot, m, k, isWhole, rest);
    return [earlier, nodeHash(now, last)];
  }
  const [earlier, now] = rootsOfSubproof(earlierRoot, m - k, n - k, false, rest);
  return [nodeHash(last, earlier), nodeHash(last, now)];
}

function checkConsistency(earlier, earlierRoot, size, root, path) {
  require(earlier <= size, 'the earlier is the larger');
  if (earlier === 0n) {
    require(path.length === 0, 'an empty tree needs no proof');
    require(earlierRoot.equals(kEmptyRoot), 'an empty tree has one root');
    require(size !== 0n || root.equals(kEmptyRoot), 'an empty tree has one root');
    return;
  }
  const [madeEarlier, made] = rootsOfSubproof(earlierRoot, earlier, size, true, path);
  require(madeEarlier.equals(earlierRoot) && made.equals(root), 'another root');
}

// ------------------------------------------------------------------------------ signed-note

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
function textOf(bytes) {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refused('not UTF-8');
  }
}

function base64(text) {
  const bytes = Buffer.from(text, 'base64');
  require(bytes.toString('base64') === text, 'not Base 64 as it is written');
  return bytes;
}

function decimal(text) {
  require(/^(0|[1-9][0-9]*)$/.test(text), 'no number');
  const number = BigInt(text);
  require(number <= kLastNumber, 'too large a number');
  return number;
}

function checkName(name) {
  // eslint-disable-next-line no-control-regex
  require(name !== '' && !/[+\u0000-\u001f]|\p{White_Space}/u.test(name), 'no name of a key');
}

function parseKey(vkey) {
  const parts = vkey.split('+');
  require(parts.length >= 3, 'not three parts');
  const [name, id] = parts;
  const material = base64(parts.slice(2).join('+'));
  checkName(name);
  require(/^[0-9a-f]{8}$/.test(id), 'no id');
  require(material.length === 33, 'not 33 bytes');
  const type = material[0];
  require(type === 0x01 || type === 0x04, 'not a type we know');
  const made = sha256(Buffer.from(name), '\n', material).subarray(0, 4).toString('hex');
  require(made === id, 'an id of another key');
  return { name, id, type, key: material.subarray(1), vkey };
}

// The header of an Ed25519 key in SubjectPublicKeyInfo: RFC 8410.
const kSpki = Buffer.from('302a300506032b6570032100', 'hex');
function holds(key, message, signature) {
  if (signature.length !== 64) return false;
  const spki = { key: Buffer.concat([kSpki, key.key]), format: 'der', type: 'spki' };
  return verifySignature(null, message, createPublicKey(spki), signature);
}

function parseNote(bytes) {
  require(bytes.length <= kMaxNoteBytes, 'too long');
  const note = textOf(bytes);
  // eslint-disable-next-line no-control-regex
  require(!/[\u0000-\u0009\u000b-\u001f]/.test(note), 'control characters');
  const blank = note.lastIndexOf('\n\n');
  require(blank >= 0, 'no empty line');
  const text = note.slice(0, blank + 1);
  const rest = note.slice(blank + 2);
  require(rest.endsWith('\n'), 'no newline at the end');
  const signatures = rest.slice(0, -1).split('\n').map((line) => {
    const parts = line.split(' ');
    require(parts.length === 3 && parts[0] === '\u2014', 'no signature');
    checkName(parts[1]);
    const signed = base64(parts[2]);
    require(signed.length > 4, 'no signature after the id');
    return { name: parts[1], id: signed.subarray(0, 4).toString('hex'), bytes: signed.subarray(4) };
  });
  require(signatures.length <= kMaxNoteSignatures, 'too many signatures');
  return { text, signatures };
}

function parseCheckpoint(text) {
  require(text.endsWith('\n'), 'no newline at the end');
  const lines = text.slice(0, -1).split('\n');
  require(lines.length >= 3 && lines.every((line) => line !== ''), 'not three lines');
  const root = base64(lines[2]);
  require(root.length === 32, 'not a hash');
  const size = decimal(lines[1]);
  require(size !== 0n || root.equals(kEmptyRoot), 'an empty tree has one root');
  return { origin: lines[0], size, root };
}

// When it says it was made; null: it does not hold.
function cosignedAt(key, text, signature) {
  if (signature.length !== 72) return null;
  const seconds = signature.readBigUInt64BE(0);
  if (seconds === 0n || seconds > kLastSecond) return null;
  try {
    parseCheckpoint(text);
  } catch {
    return null;
  }
  const message = Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
  return holds(key, message, signature.subarray(8)) ? seconds : null;
}

// Who of `trusted` signed it, each once.
function verifyNote(note, trusted) {
  const signers = [];
  for (const signature of note.signatures) {
    for (const key of trusted) {
      if (key.name !== signature.name || key.id !== signature.id) continue;
      let seconds = 0n;
      if (key.type === 0x01) {
        require(holds(key, Buffer.from(note.text), signature.bytes), 'does not hold');
      } else {
        seconds = cosignedAt(key, note.text, signature.bytes);
        require(seconds !== null, 'does not hold');
      }
      if (!signers.some((other) => other.key.vkey === key.vkey)) signers.push({ key, seconds });
    }
  }
  require(signers.length > 0, 'nobody we trust');
  return signers;
}

// ------------------------------------------------------------------------------ tlog-proof

function parseProof(bytes) {
  const end = bytes.indexOf('\n\n');
  require(end >= 0, 'no empty line');
  const lines = textOf(bytes.subarray(0, end)).split('\n');
  require(lines.shift() === 'c2sp.org/tlog-proof@v1', 'another header');
  if (lines[0]?.startsWith('extra ')) {
    require(base64(lines.shift().slice('extra '.length)).length > 0, 'no extra data');
  }
  const line = lines.shift();
  require(line?.startsWith('index '), 'no index');
  const index = decimal(line.slice('index '.length));
  require(lines.length <= kMaxHashes, 'too many hashes');
  const path = lines.map((hash) => {
    const made = base64(hash);
    require(made.length === 32, 'not a hash');
    return made;
  });
  return { index, path, note: parseNote(bytes.subarray(end + 2)) };
}

function checkProof(proof, leaf, log, witnesses, cosignatures) {
  const signers = verifyNote(proof.note, [...log, ...witnesses]);
  const checkpoint = parseCheckpoint(proof.note.text);
  const isAmong = (keys, { key }) => keys.some((other) => other.vkey === key.vkey);
  require(signers.some((signer) => signer.key.type === 0x01 && isAmong(log, signer) &&
                                   signer.key.name === checkpoint.origin),
          'not signed by its log');
  const cosigned =
      signers.filter((signer) => signer.key.type === 0x04 && isAmong(witnesses, signer)).length;
  require(cosigned >= cosignatures, 'too few witnesses');
  checkInclusion(leaf, proof.index, checkpoint.size, checkpoint.root, proof.path);
  return { checkpoint, signers };
}

// ------------------------------------------------------------------------------ cases

const hex = (text) => Buffer.from(text, 'hex');
const hashes = (list) => list.map(hex);
const keys = (list) => list.map(parseKey);
const told = (signers) =>
    signers.map(({ key, seconds }) => `${key.name} ${key.id} ${seconds}`).join(', ');

const judges = {
  inclusion({ leaf, index, size, root, path }) {
    checkInclusion(hex(leaf), BigInt(index), BigInt(size), hex(root), hashes(path));
    return '';
  },
  consistency({ earlier, earlierRoot, size, root, path }) {
    checkConsistency(BigInt(earlier), hex(earlierRoot), BigInt(size), hex(root), hashes(path));
    return '';
  },
  key({ vkey }) {
    const key = parseKey(textOf(hex(vkey)));
    return `${key.name} ${key.id} ${key.type}`;
  },
  checkpoint({ text }) {
    const { origin, size, root } = parseCheckpoint(textOf(hex(text)));
    return `${origin} ${size} ${root.toString('hex')}`;
  },
  note({ note, trusted }) {
    return told(verifyNote(parseNote(hex(note)), keys(trusted)));
  },
  proof({ proof, leaf, log, witnesses, cosignatures }) {
    const { checkpoint, signers } =
        checkProof(parseProof(hex(proof)), hex(leaf), keys(log), keys(witnesses), cosignatures);
    return `${checkpoint.size} ${told(signers)}`;
  },
};

const verdicts = [];
for await (const line of createInterface({ input: process.stdin })) {
  const { what, ...asked } = JSON.parse(line);
  try {
    verdicts.push(`yes ${judges[what](asked)}`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    verdicts.push('no');
  }
}
process.stdout.write(verdicts.map((verdict) => `${verdict}\n`).join(''));

#!/usr/bin/env python3
"""usage: book_file.py FILE check
       book_file.py FILE replace OLD NEW OUT [POSITION]
                                                 in the records, or that one; the chain is made to fit
       book_file.py FILE disturb SEED OUT        one byte of one record, likewise
       book_file.py FILE split COUNT OUT         the same book in chunks of so many records
       book_file.py FILE drop POSITION OUT       a record, likewise
       book_file.py FILE format NUMBER OUT       says another format
       book_file.py FILE rename BOOK OUT         says it is of another book; the chain is made to fit
       book_file.py FILE chunks                  the offset of each chunk's end, one a line

A reader of book files written from storage/FORMAT.md alone, and a forger of them. `check` prints the
last position and the chain there."""
import hashlib
import random
import sys


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def to_varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def read(data):
    chunks, at = [], 0
    while at < len(data):
        size, at = varint(data, at)
        end = at + size
        assert end <= len(data), "torn"
        chunk = {"format": 0, "book": b"", "first": 0, "records": [], "chain": b"", "last": 0}
        while at < end:
            tag, at = varint(data, at)
            field, wire = tag >> 3, tag & 7
            if wire == 0:
                value, at = varint(data, at)
            else:
                assert wire == 2, "a wire type that is not in the format"
                length, at = varint(data, at)
                value, at = data[at : at + length], at + length
            name = {1: "format", 2: "book", 3: "first", 4: "records", 5: "chain", 6: "last"}[field]
            if name == "records":
                chunk[name].append(value)
            else:
                chunk[name] = value
        chunk["end"] = at
        chunks.append(chunk)
    return chunks


def chain_of(previous, record):
    return hashlib.sha256(previous + record).digest()


def begin(book):
    return hashlib.sha256(b"dealboek book 1\n" + book.removeprefix(b"programmes/")).digest()


def check(chunks):
    position, chain = 0, begin(chunks[0]["book"])
    for chunk in chunks:
        assert chunk["format"] == 1 and chunk["book"] == chunks[0]["book"]
        assert chunk["first"] == position + 1, f"after {position} comes {chunk['first']}"
        for record in chunk["records"]:
            chain = chain_of(chain, record)
            position += 1
        assert chain == chunk["chain"], f"the chain differs at position {position}"
    assert [c["last"] for c in chunks] == [0] * (len(chunks) - 1) + [1]
    return position, chain


def write(chunks, path):
    position, chain = 0, begin(chunks[0]["book"])
    with open(path, "wb") as out:
        for chunk in chunks:
            first = position + 1
            body = b"\x08" + to_varint(chunk["format"])
            body += b"\x12" + to_varint(len(chunk["book"])) + chunk["book"]
            body += b"\x18" + to_varint(first)
            for record in chunk["records"]:
                chain = chain_of(chain, record)
                position += 1
                body += b"\x22" + to_varint(len(record)) + record
            body += b"\x2a" + to_varint(len(chain)) + chain
            if chunk["last"]:
                body += b"\x30\x01"
            out.write(to_varint(len(body)) + body)


def main(arguments):
    with open(arguments[0], "rb") as file:
        chunks = read(file.read())
    what, rest = arguments[1], arguments[2:]
    if what == "check":
        position, chain = check(chunks)
        print(position, chain.hex())
    elif what == "chunks":
        for chunk in chunks:
            print(chunk["end"])
    elif what == "replace":
        old, new = rest[0].encode(), rest[1].encode()
        assert len(old) == len(new), "of one length, so that the records stay well-formed"
        found = 0
        for chunk in chunks:
            for at, record in enumerate(chunk["records"]):
                if len(rest) < 4 or chunk["first"] + at == int(rest[3]):
                    found += record.count(old)
                    chunk["records"][at] = record.replace(old, new)
        assert found > 0, f"{old} is in no record"
        write(chunks, rest[2])
    elif what == "disturb":
        chance = random.Random(int(rest[0]))
        records = chance.choice([chunk["records"] for chunk in chunks])
        at = chance.randrange(len(records))
        record = bytearray(records[at])
        record[chance.randrange(len(record))] = chance.randrange(256)
        records[at] = bytes(record)
        write(chunks, rest[1])
    elif what == "split":
        parts, count = [], int(rest[0])
        for chunk in chunks:
            for at in range(0, len(chunk["records"]), count):
                parts.append({**chunk, "records": chunk["records"][at : at + count], "last": 0})
        parts[-1]["last"] = 1
        write(parts, rest[1])
    elif what == "drop":
        for chunk in chunks:
            at = int(rest[0]) - chunk["first"]
            if 0 <= at < len(chunk["records"]):
                del chunk["records"][at]
        write(chunks, rest[1])
    elif what == "format":
        for chunk in chunks:
            chunk["format"] = int(rest[0])
        write(chunks, rest[1])
    elif what == "rename":
        for chunk in chunks:
            chunk["book"] = b"programmes/" + rest[0].encode()
        write(chunks, rest[1])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

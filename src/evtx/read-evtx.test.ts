import { crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  type ChunkWriter,
  makeChunk,
  makeEvtx,
  NULL,
  plainRecord,
  textValue,
  type Value,
  value,
  whole,
} from '../../test/cases/evtx/make-evtx.ts';
import { crc32 } from './crc32.ts';
import type { EvtxElement, EvtxItem, EvtxProblem } from './index.ts';
import { readEvtx, readEvtxWith, toXml } from './index.ts';

async function read(bytes: Uint8Array, pieceBytes = bytes.length): Promise<EvtxItem<EvtxElement>[]> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < bytes.length; from += pieceBytes) yield bytes.subarray(from, from + pieceBytes);
  }
  const items: EvtxItem<EvtxElement>[] = [];
  for await (const batch of readEvtx(pieces())) items.push(...batch);
  return items;
}

/** The record as its number and text, a problem as what and how many records it cost. */
function shown(item: EvtxItem<EvtxElement>): string {
  if (item.kind === 'record') return `${item.id} ${item.value.text}`;
  return item.kind === 'header' ? 'header' : `${item.what} at ${item.offset}, lost ${item.recordsLost}`;
}

async function shownRest(bytes: Uint8Array): Promise<string[]> {
  return (await read(bytes)).map(shown).slice(1);
}

/** The XML of a log with one record. */
async function xmlOf(content: (chunk: ChunkWriter) => void): Promise<string> {
  const item = (await read(makeEvtx([makeChunk([content])])))[1];
  if (item?.kind === 'record') return toXml(item.value);
  return item?.kind === 'problem' ? `problem: ${item.detail}` : 'nothing';
}

/** The XML of `<E>` with the value in it. */
function xmlOfValue(given: Value): Promise<string> {
  return xmlOf(chunk => {
    chunk.fragment().instance(() => chunk.element('E', () => chunk.substitution(0)), [given]);
  });
}

describe('a value has the text that Windows gives it', () => {
  test.each<[string, Value, string]>([
    ['null', NULL, ''],
    ['text', textValue('Größe & 😀'), 'Größe &amp; 😀'],
    ['text up to its null', textValue('abc\0def'), 'abc'],
    ['half a surrogate pair', whole(0x01, 2, 0xd83d), '\ufffd'],
    ['half a pair in a long text', textValue(`${'a'.repeat(40)}\ud83d`), `${'a'.repeat(40)}\ufffd`],
    [
      'a byte order mark, which is text here',
      textValue(`\ufeff${'a'.repeat(20)}`),
      `\ufeff${'a'.repeat(20)}`,
    ],
    ['text in the code page', value(0x02, 0x80, 0x41, 0xe4, 0), '€Aä'],
    ['int8', whole(0x03, 1, -128), '-128'],
    ['uint8', whole(0x04, 1, 255), '255'],
    ['int16', whole(0x05, 2, -32768), '-32768'],
    ['uint16', whole(0x06, 2, 65535), '65535'],
    ['int32', whole(0x07, 4, -2147483648), '-2147483648'],
    ['uint32', whole(0x08, 4, 4294967295), '4294967295'],
    ['int64', whole(0x09, 8, -1), '-1'],
    ['the lowest int64', whole(0x09, 8, -(2n ** 63n)), '-9223372036854775808'],
    ['the highest uint64', whole(0x0a, 8, 2n ** 64n - 1n), '18446744073709551615'],
    ['an uint64 over 2 ** 53', whole(0x0a, 8, 2n ** 53n + 1n), '9007199254740993'],
    ['single precision', value(0x0b, 0xcd, 0xcc, 0xcc, 0x3d), '0.1'],
    ['double precision', value(0x0c, 0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f), '0.1'],
    ['infinity', value(0x0b, 0, 0, 0x80, 0x7f), '1.#INF'],
    ['minus infinity', value(0x0b, 0, 0, 0x80, 0xff), '-1.#INF'],
    ['no number', value(0x0b, 0, 0, 0xc0, 0x7f), '-1.#IND'],
    ['true, in four bytes', whole(0x0d, 4, 1), 'true'],
    ['false', whole(0x0d, 4, 0), 'false'],
    ['bytes', value(0x0e, 0, 0xab, 0x10, 1, 2, 0xff), '00AB100102FF'],
    [
      'a GUID',
      value(
        0x0f,
        0x5f,
        0x38,
        0x70,
        0x57,
        0x2a,
        0xc2,
        0xe0,
        0x43,
        0xbf,
        0x4c,
        6,
        0xf5,
        0x69,
        0x8f,
        0xfb,
        0xd9,
      ),
      '{5770385F-C22A-43E0-BF4C-06F5698FFBD9}',
    ],
    ['a size of 32 bits', whole(0x10, 4, 0xff), '0xff'],
    ['a size of 64 bits', whole(0x10, 8, 0x1_0000_00ffn), '0x1000000ff'],
    ['a time', whole(0x11, 8, 133_590_312_001_234_567n), '2024-05-01T10:00:00.1234567Z'],
    ['the first time', whole(0x11, 8, 0), '1601-01-01T00:00:00.0000000Z'],
    ['a time past the year 8000', whole(0x11, 8, 2n ** 61n), '8907-12-05T18:42:01.3693952Z'],
    ['the last time', whole(0x11, 8, 2n ** 63n - 1n), '30828-09-14T02:48:05.4775807Z'],
    [
      'a system time',
      value(0x12, 0xe8, 7, 5, 0, 3, 0, 1, 0, 10, 0, 9, 0, 8, 0, 7, 0),
      '2024-05-01T10:09:08.007Z',
    ],
    ['a SID', value(0x13, 1, 2, 0, 0, 0, 0, 0, 5, 0x20, 0, 0, 0, 0x20, 2, 0, 0), 'S-1-5-32-544'],
    ['a SID of a long authority', value(0x13, 1, 0, 1, 0, 0, 0, 0, 0), 'S-1-0x10000000000'],
    ['hexadecimal of 32 bits', whole(0x14, 4, 0xdeadbeefn), '0xdeadbeef'],
    ['hexadecimal of 64 bits', whole(0x15, 8, 0x8020_0000_0000_0000n), '0x8020000000000000'],
    ['hexadecimal nothing', whole(0x15, 8, 0), '0x0'],
    ['a handle', whole(0x20, 4, 0x1c), '0x1c'],
    ['XML as text', textValue('<a/>', 0x23), '&lt;a/&gt;'],
  ])('%s', async (_, given, expected) => {
    expect(await xmlOfValue(given)).toBe(expected === '' ? '<E/>' : `<E>${expected}</E>`);
  });

  test.each<[string, Value, string]>([
    ['of an unknown type', value(0x44, 1), 'a value has the unknown type 0x44'],
    ['of the wrong size', value(0x0d, 1), 'a value of type 0xd has 1 bytes, expected 4'],
    ['that is a SID longer than itself', value(0x13, 1, 9, 0, 0, 0, 0, 0, 5), 'a SID of 44 bytes has only 8'],
    ['that is a time Windows cannot say', whole(0x11, 8, 2n ** 63n), 'a time lies beyond the year 30828'],
    [
      'that is an array of half an item',
      value(0x88, 1, 2, 3, 4, 5),
      'an array of items of 4 bytes has 5 bytes',
    ],
  ])('and one %s is a problem', async (_, given, problem) => {
    expect(await xmlOfValue(given)).toBe(`problem: ${problem}`);
  });
});

describe('an array repeats its element', () => {
  test.each<[string, Value, readonly string[]]>([
    ['texts', textValue('a\0\0b\0', 0x81), ['a', '', 'b']],
    ['texts without the last null', textValue('a\0b', 0x81), ['a', 'b']],
    ['code page texts', value(0x82, 0x61, 0, 0x62, 0), ['a', 'b']],
    ['bytes', value(0x84, 1, 2), ['1', '2']],
    ['numbers', value(0x86, 1, 0, 2, 0), ['1', '2']],
    ['booleans', value(0x8d, 1, 0, 0, 0, 0, 0, 0, 0), ['true', 'false']],
    ['SIDs', value(0x93, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0), ['S-1-1', 'S-1-5-18']],
    ['sizes', value(0x90, 1, 0, 0, 0), ['0x1']],
    ['nothing', value(0x81), ['']],
  ])('%s', async (_, given, items) => {
    const xml = await xmlOf(chunk => {
      chunk.fragment().instance(
        () =>
          chunk.element('L', () => {
            chunk.element(
              'I',
              () => chunk.text('-').substitution(0),
              () => chunk.attribute('N', () => chunk.text('n')),
            );
          }),
        [given],
      );
    });
    expect(xml).toBe(`<L>${items.map(item => `<I N="n">-${item}</I>`).join('')}</L>`);
  });

  test('in an attribute its items are joined', async () => {
    const xml = await xmlOf(chunk => {
      chunk.fragment().instance(
        () =>
          chunk.element(
            'E',
            () => {},
            () => chunk.attribute('A', () => chunk.substitution(0)),
          ),
        [value(0x84, 1, 2)],
      );
    });
    expect(xml).toBe('<E A="1,2"/>');
  });
});

describe('content', () => {
  test('character and entity references and CDATA are text; instructions stay where they are', async () => {
    const xml = await xmlOf(chunk =>
      chunk.fragment().element('E', () => {
        chunk.text('a');
        chunk.raw(0x08).u16(0x26);
        chunk.raw(0x49).name('lt');
        chunk.raw(0x09).name('nbsp');
        chunk.raw(0x07).u16(3).utf16(']]>');
        chunk.raw(0x0a).name('pi');
        chunk.raw(0x0b).u16(1).utf16('x');
        chunk.empty('F');
        chunk.text('b');
      }),
    );
    expect(xml).toBe('<E>a&amp;&lt;&amp;nbsp;]]&gt;<?pi x?><F/>b</E>');
  });

  test('an optional substitution without a value leaves its attribute out, an empty text does not', async () => {
    const xml = await xmlOf(chunk => {
      chunk.fragment().instance(
        () =>
          chunk.element(
            'E',
            () => chunk.substitution(0, true),
            () => {
              chunk.attribute('A', () => chunk.substitution(0, true));
              chunk.attribute('B', () => chunk.substitution(1, true));
              chunk.attribute('C', () => chunk.substitution(0));
              chunk.attribute('D', () => chunk.text('x').substitution(9, true));
            },
          ),
        [NULL, textValue('')],
      );
    });
    expect(xml).toBe('<E B="" C="" D="x"/>');
  });

  test('an element is left out where the value that it depends on is null', async () => {
    const xml = await xmlOf(chunk => {
      chunk.fragment().instance(
        () =>
          chunk.element('E', () => {
            chunk.element('A', () => chunk.text('a'), undefined, 0);
            chunk.element('B', () => chunk.text('b'), undefined, 1);
          }),
        [NULL, textValue('')],
      );
    });
    expect(xml).toBe('<E><B>b</B></E>');
  });

  test('a value may be binary XML: a template with values of its own, or elements without dependencies', async () => {
    const xml = await xmlOf(chunk => {
      // What lies in a value counts places from the start of the chunk, so that it is written in place.
      chunk.fragment();
      const place = chunk.instance(
        () => chunk.element('E', () => chunk.substitution(0).substitution(1)),
        [
          { type: 0x21, bytes: new Uint8Array(200) },
          { type: 0x21, bytes: new Uint8Array(100) },
        ],
      );
      expect(place).toBeGreaterThan(512);
      const after = chunk.at;
      chunk.at = after - 300;
      chunk.fragment().instance(() => chunk.element('A', () => chunk.substitution(0)), [textValue('a')]);
      chunk.raw(0x00);
      chunk.at = after - 100;
      chunk.fragment().element('B', () => chunk.text('b'), undefined, 'none');
      chunk.at = after;
    });
    expect(xml).toBe('<E><A>a</A><B>b</B></E>');
  });

  test('text that XML cannot say is written so that it can be read', async () => {
    const text = 'a\x01\r\n\t"<>&\ufffe';
    const xml = await xmlOf(chunk =>
      chunk.fragment().element(
        'E',
        () => chunk.text(text),
        () => chunk.attribute('A', () => chunk.text(text)),
      ),
    );
    expect(xml).toBe(
      '<E A="a\ufffd&#13;&#10;&#9;&quot;&lt;&gt;&amp;\ufffd">a\ufffd&#13;\n\t"&lt;&gt;&amp;\ufffd</E>',
    );
  });

  test('records of one template share what they have in common', async () => {
    let place = 0;
    const records = [
      (chunk: ChunkWriter): void => {
        chunk.fragment();
        place = chunk.instance(
          () => chunk.element('E', () => chunk.element('S', () => chunk.text('s')).substitution(0)),
          [textValue('1')],
        );
      },
      (chunk: ChunkWriter): void => {
        chunk.fragment().instance(place, [textValue('2')]);
      },
    ];
    const [, first, second] = await read(makeEvtx([makeChunk(records)]));
    if (first?.kind !== 'record' || second?.kind !== 'record') throw new Error('two records were written');
    expect([first, second].map(({ value: root }) => toXml(root))).toEqual([
      '<E><S>s</S>1</E>',
      '<E><S>s</S>2</E>',
    ]);
    expect(first.value.children[0]).toBe(second.value.children[0]);
  });
});

describe('what is hostile or broken is a problem', () => {
  test.each<[string, (chunk: ChunkWriter) => void, string]>([
    [
      'a template in itself',
      chunk => {
        const place = chunk.fragment().at + 10;
        chunk.instance(() => void chunk.instance(place, []), []);
      },
      'a template contains itself',
    ],
    [
      'endless nesting',
      chunk => {
        chunk.fragment();
        for (let depth = 0; depth < 100; depth++) chunk.raw(0x01).u16(0xffff).u32(0).name('E').raw(0x02);
      },
      'more than 64 elements are nested',
    ],
    ['no element', chunk => void chunk.fragment(), 'it holds no element'],
    ['an unknown token', chunk => void chunk.fragment().raw(0x1e), 'expected the end, found token 0x1e'],
    [
      'an open element',
      chunk => void chunk.fragment().raw(0x01).u16(0xffff).u32(0).name('E').raw(0x02),
      'expected the end of an element, found token 0x0',
    ],
    [
      'an open tag',
      chunk => void chunk.fragment().raw(0x01).u16(0xffff).u32(0).name('E').raw(0x04),
      'expected the end of a start tag, found token 0x4',
    ],
    ['a name that is none', chunk => void chunk.fragment().empty('a b'), 'a name is none of XML'],
    [
      'a name that JavaScript takes for more',
      chunk => void chunk.fragment().empty('__proto__'),
      'a name is none of XML',
    ],
    [
      'a name that is too long',
      chunk => void chunk.fragment().empty('a'.repeat(600)),
      'a name has 600 characters',
    ],
    ['a text that breaks off', chunk => void chunk.fragment().raw(0x05, 1).u16(9000), 'a text breaks off'],
    [
      'a literal that is no text',
      chunk => void chunk.fragment().raw(0x05, 8).u16(0),
      'a literal value has the type 0x8',
    ],
    [
      'more values than there are',
      chunk => {
        chunk.fragment().instance(() => chunk.empty('E'), []);
        chunk.bytes.writeUInt32LE(0xffffff, chunk.at - 4);
      },
      '16777215 values are announced, which do not fit',
    ],
    ['a template outside the chunk', chunk => void chunk.fragment().instance(70_000, []), 'it breaks off'],
    [
      'a value that is repeated without end',
      chunk => {
        const repeats = (): void => {
          chunk.element('E', () => {
            for (let times = 0; times < 2000; times++) chunk.substitution(0);
          });
        };
        chunk.fragment().instance(repeats, [textValue('a'.repeat(8000))]);
      },
      'it unfolds to far more than its size',
    ],
  ])('%s', async (_, content, problem) => {
    expect(await xmlOf(content)).toBe(`problem: ${problem}`);
  });

  test.each([
    ['with an element each time', true],
    ['with nothing but itself', false],
  ])('a template that is in its own value again and again costs little, %s', async (_, hasElement) => {
    const levels = 25;
    const levelBytes = 18;
    const xml = await xmlOf(chunk => {
      const fill = (): void => {
        for (let times = 0; times < 50; times++) chunk.substitution(0);
      };
      chunk.fragment();
      const inner = { type: 0x21, bytes: new Uint8Array(levels * levelBytes) };
      const place = chunk.instance(() => {
        if (hasElement) chunk.element('E', fill);
        else fill();
      }, [inner]);
      // Each value is an instance of the template, whose one value is the rest: 50 ** 25 times itself.
      const after = chunk.at;
      chunk.at = after - inner.bytes.length;
      for (let level = levels - 1; level >= 0; level--)
        chunk
          .raw(0x0c, 1)
          .u32(0)
          .u32(place)
          .u32(1)
          .u16(level * levelBytes)
          .raw(0x21, 0);
      expect(chunk.at).toBe(after);
    });
    expect(xml).toBe('problem: it unfolds to far more than its size');
  });

  test('the other records are read, and the broken one is named', async () => {
    const contents = [
      plainRecord('a'),
      (chunk: ChunkWriter) => void chunk.fragment().raw(0x1e),
      plainRecord('c'),
    ];
    const items = await read(makeEvtx([makeChunk(contents, 7)]));
    expect(items.map(shown)).toEqual([
      'header',
      '7 a',
      expect.stringMatching(/^record-content at \d+, lost 1$/),
      '9 c',
    ]);
    expect(items[2]).toMatchObject({ recordId: 8 });
  });
});

describe('a file', () => {
  const chunks = (): Buffer[] => [
    makeChunk([plainRecord('a'), plainRecord('b')], 1),
    makeChunk([plainRecord('c')], 3),
  ];

  test('gives its header, then records with number, time and place', async () => {
    const [header, first] = await read(makeEvtx(chunks(), 3));
    expect(header).toEqual({
      kind: 'header',
      version: '3.1',
      isDirty: true,
      isFull: true,
      chunkCount: 2,
      nextRecordId: 0,
    });
    expect(first).toMatchObject({ id: 1, written: '2024-05-01T10:00:00.1234567Z', offset: 4096 + 512 });
    if (first?.kind === 'record') expect(first.bytes.subarray(0, 2)).toEqual(Uint8Array.from([0x2a, 0x2a]));
  });

  test.each([1, 7, 4096, 65536, 65537])('is read the same in pieces of %d bytes', async pieceBytes => {
    const bytes = makeEvtx(chunks());
    expect((await read(bytes, pieceBytes)).map(shown)).toEqual(['header', '1 a', '2 b', '3 c']);
  });

  test('may have room that is not used yet', async () => {
    const bytes = makeEvtx([...chunks(), Buffer.alloc(65536)]);
    bytes.writeUInt16LE(2, 42);
    bytes.writeUInt32LE(zlibCrc32(bytes.subarray(0, 120)), 124);
    expect(await shownRest(bytes)).toEqual(['1 a', '2 b', '3 c']);
  });

  test('whose header was changed is told of, and read', async () => {
    const bytes = makeEvtx(chunks());
    bytes[24] = 9;
    expect(await shownRest(bytes)).toEqual(['file-checksum at 0, lost 0', '1 a', '2 b', '3 c']);
  });

  test('without a header is told of, and its chunks are read', async () => {
    const bytes = makeEvtx(chunks());
    bytes.fill(0xff, 0, 4096);
    expect((await read(bytes)).map(shown)).toEqual(['file-header at 0, lost 0', '1 a', '2 b', '3 c']);
    expect((await read(bytes.subarray(0, 100))).map(shown)).toEqual(['file-header at 0, lost 0']);
  });

  test('that is empty has no header', async () => {
    expect(await read(new Uint8Array(0))).toEqual([]);
  });

  test('cut between chunks says what is missing', async () => {
    const bytes = makeEvtx(chunks()).subarray(0, 4096 + 65536);
    expect(await shownRest(bytes)).toEqual(['1 a', '2 b', 'truncated at 69632, lost undefined']);
  });

  test('cut inside a record gives those before it', async () => {
    const whole = makeEvtx([makeChunk([plainRecord('a'), plainRecord('b'), plainRecord('c')], 5)]);
    const second = (await read(whole))[2];
    const at = second?.kind === 'record' ? second.offset : 0;
    expect(await shownRest(whole.subarray(0, at + 10))).toEqual(['5 a', `truncated at ${at}, lost 2`]);
    expect(await shownRest(whole.subarray(0, at))).toEqual(['5 a', `truncated at ${at}, lost 2`]);
  });

  test('cut behind its last record has lost none', async () => {
    const whole = makeEvtx([makeChunk([plainRecord('a')])]);
    expect(await shownRest(whole.subarray(0, 10_000))).toEqual([
      '1 a',
      expect.stringMatching(/^truncated at \d+, lost 0$/),
    ]);
  });

  test('with bytes inserted before a chunk is read from where the chunk begins', async () => {
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = chunks();
    const bytes = makeEvtx([first, Buffer.alloc(1000, 0x41), second]);
    bytes.writeUInt16LE(2, 42);
    bytes.writeUInt32LE(zlibCrc32(bytes.subarray(0, 120)), 124);
    expect(await shownRest(bytes)).toEqual(['1 a', '2 b', 'chunk-header at 69632, lost undefined', '3 c']);
  });
});

describe('a chunk', () => {
  const three = (): Buffer => makeChunk([plainRecord('a'), plainRecord('b'), plainRecord('c')], 1);

  async function secondAt(): Promise<number> {
    const second = (await read(makeEvtx([three()])))[2];
    return second?.kind === 'record' ? second.offset - 4096 : 0;
  }

  test('without its header is searched for records', async () => {
    const chunk = three();
    chunk.fill(0, 0, 512);
    expect(await shownRest(makeEvtx([chunk]))).toEqual([
      'chunk-header at 4096, lost undefined',
      '1 a',
      '2 b',
      '3 c',
    ]);
  });

  test('whose header was changed is told of, and read', async () => {
    const chunk = three();
    chunk[48] = 0;
    expect(await shownRest(makeEvtx([chunk]))).toEqual([
      'chunk-checksum at 4096, lost 0',
      '1 a',
      '2 b',
      '3 c',
    ]);
  });

  test('whose records were changed is told of, and read', async () => {
    const chunk = three();
    chunk.write('z', chunk.lastIndexOf('c\0', chunk.readUInt32LE(48), 'latin1'));
    expect(await shownRest(makeEvtx([chunk]))).toEqual([
      'records-checksum at 4096, lost 0',
      '1 a',
      '2 b',
      '3 z',
    ]);
  });

  test.each([
    ['signature', 0],
    ['size', 4],
  ])('with a record whose %s is wrong goes on behind it', async (_, part) => {
    const chunk = three();
    const at = await secondAt();
    chunk[at + part] = 0xff;
    expect(await shownRest(makeEvtx([chunk]))).toEqual([
      'records-checksum at 4096, lost 0',
      '1 a',
      `record-frame at ${4096 + at}, lost 1`,
      '3 c',
    ]);
  });

  test('that was written to after its header holds what follows without a gap, in a dirty file', async () => {
    const chunk = three();
    const at = await secondAt();
    chunk.writeUInt32LE(at, 48);
    chunk.writeUInt32LE(512, 44);
    chunk.writeUInt32LE(1, 32);
    chunk.writeUInt32LE(zlibCrc32(chunk.subarray(512, at)), 52);
    const header = Buffer.concat([chunk.subarray(0, 120), chunk.subarray(128, 512)]);
    chunk.writeUInt32LE(zlibCrc32(header), 124);
    expect(await shownRest(makeEvtx([chunk], 1))).toEqual(['1 a', '2 b', '3 c']);
    expect(await shownRest(makeEvtx([chunk], 0))).toEqual(['1 a']);
  });
});

test('the checksum is that of RFC 1952', () => {
  for (let length = 0; length < 40; length++) {
    const bytes = Buffer.from('Windows event logs, their chunks and records').subarray(3, 3 + length);
    expect(crc32(bytes)).toBe(zlibCrc32(bytes));
    expect(crc32(bytes.subarray(5), crc32(bytes.subarray(0, 5)))).toBe(zlibCrc32(bytes));
  }
});

test('a reader of its own gets the template and its values, and no tree is built', async () => {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield makeEvtx([
      makeChunk([
        chunk =>
          void chunk
            .fragment()
            .instance(() => chunk.element('E', () => chunk.substitution(0)), [textValue('x')]),
      ]),
    ]);
  }
  const sizes: unknown[] = [];
  const build = (_: unknown, { substitutions }: { substitutions: { size(index: number): number } }): number =>
    substitutions.size(0);
  for await (const items of readEvtxWith(bytes(), build))
    for (const item of items) if (item.kind === 'record') sizes.push(item.value);
  expect(sizes).toEqual([2]);
});

test('problems are plain values', async () => {
  const bytes = makeEvtx([makeChunk([plainRecord('a')])]).subarray(0, 4096 + 300);
  const [, problem] = (await read(bytes)) as [unknown, EvtxProblem];
  expect(problem).toMatchObject({ kind: 'problem', what: 'chunk-header', offset: 4096 });
});

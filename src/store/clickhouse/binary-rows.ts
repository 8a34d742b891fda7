/** What ClickHouse answers in its format RowBinary: documents come as the bytes that they are stored as. */
import type { ClickHouseClient } from '@clickhouse/client';

const HIGH_UNIT = 2 ** 32;

export class BinaryRows {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get isEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  /** Of 64 bits, and within what a number holds. */
  long(): number {
    const { at, bytes } = this;
    this.at += 8;
    return bytes.readInt32LE(at + 4) * HIGH_UNIT + bytes.readUInt32LE(at);
  }

  text(): string {
    const length = this.length();
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }

  private length(): number {
    let length = 0;
    for (let weight = 1; ; weight *= 0x80) {
      const byte = this.bytes.readUInt8(this.at++);
      length += (byte & 0x7f) * weight;
      if (byte < 0x80) return length;
    }
  }
}

/** @param query without its format */
export async function queryRows(
  client: ClickHouseClient,
  query: string,
  signal?: AbortSignal,
): Promise<BinaryRows> {
  const { stream } = await client.exec({
    query: `${query} FORMAT RowBinary`,
    ...(signal === undefined ? {} : { abort_signal: signal }),
    clickhouse_settings: {
      // An error in the middle of an answer is told instead of it.
      wait_end_of_query: 1,
      cancel_http_readonly_queries_on_client_close: 1,
      max_query_size: '16777216',
      max_ast_elements: '1000000',
    },
  });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return new BinaryRows(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
}

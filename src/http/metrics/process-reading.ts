import { readdir, readFile } from 'node:fs/promises';
import process from 'node:process';

export interface ProcessReading {
  readonly memoryBytes: Readonly<Record<'resident' | 'heap_used' | 'heap_total' | 'external', number>>;
  readonly cpuSeconds: number;
  /** Undefined where the system does not say. */
  readonly openHandles: number | undefined;
  readonly mostHandles: number | undefined;
}

export async function readProcess(): Promise<ProcessReading> {
  const { external, heapTotal, heapUsed, rss } = process.memoryUsage();
  const { system, user } = process.cpuUsage();
  // Linux alone has these.
  const [handles, limits] = await Promise.all([
    readdir('/proc/self/fd').catch(() => undefined),
    readFile('/proc/self/limits', 'utf8').catch(() => ''),
  ]);
  const most = /^Max open files +(\d+)/m.exec(limits)?.[1];
  return {
    memoryBytes: { resident: rss, heap_used: heapUsed, heap_total: heapTotal, external },
    cpuSeconds: (user + system) / 1e6,
    openHandles: handles?.length,
    mostHandles: most === undefined ? undefined : Number(most),
  };
}

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Lane } from './lane';

const ORDER: readonly Lane['name'][] = ['races', 'kills', 'gateway', 'database', 'mutants'];

/** Every folder beside this file with an index.ts is a lane; the order is that of the report. */
export async function allLanes(folder = __dirname): Promise<Lane[]> {
  const folders = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'index.ts')),
  );
  const lanes = await Promise.all(folders.map(({ name }) => laneIn(join(folder, name))));
  return lanes.sort((one, other) => ORDER.indexOf(one.name) - ORDER.indexOf(other.name));
}

async function laneIn(folder: string): Promise<Lane> {
  const exported: object = await import(join(folder, 'index.ts'));
  const lane = Object.values(exported).find(isLane);
  if (!lane) throw new Error(`${folder}/index.ts exports no lane`);
  return lane;
}

function isLane(value: unknown): value is Lane {
  return typeof value === 'object' && value !== null && 'scenarios' in value && 'start' in value && 'rounds' in value;
}

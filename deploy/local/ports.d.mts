/** A port that nobody listens on; the wanted one when it is free. */
export function freePort(wanted?: number): Promise<number>;

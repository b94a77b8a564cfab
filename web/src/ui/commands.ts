// What the page at hand can do, told to the palette: each part of a page says its own while it stands.
import { useEffect, useRef } from 'react';

export interface Command {
  text: string;
  run: () => void;
  keys?: string;
}

const told = new Set<{ current: Command[] }>();

export function useCommands(commands: Command[]): void {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    told.add(latest);
    return () => void told.delete(latest);
  }, []);
}

// Those with a key of their own first: they are the daily ones.
export function page_commands(): Command[] {
  const all = [...told].flatMap((one) => one.current);
  return [...all.filter((one) => one.keys), ...all.filter((one) => !one.keys)];
}

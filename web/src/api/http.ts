// One request to the server: JSON both ways, every refusal as a Problem with its complaints.
import type { Routes } from './described';
import type { Answer, Body, Complaint } from './types';

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly complaints: Complaint[],
  ) {
    super(complaints[0]?.code ?? `status_${status}`);
  }

  get is_conflict(): boolean {
    return this.status === 409 && this.complaints.some((complaint) => complaint.code === 'changed_meanwhile');
  }
}

function complaints_of(body: unknown): Complaint[] {
  const errors = (body as { errors?: Partial<Complaint>[] } | null)?.errors;
  if (!Array.isArray(errors)) return [];
  return errors.map((error) => ({
    field: error.field ?? '',
    code: error.code ?? '',
    parameters: error.parameters ?? {},
  }));
}

let on_signed_out: (is_known: boolean) => void = () => undefined;
// Called when the server no longer knows the session, so that the frame can show the sign-in page; or knows it and asks for
// the second step first.
export function listen_signed_out(listener: (is_known: boolean) => void): void {
  on_signed_out = listener;
}

interface Asked<Body> {
  at?: Record<string, string>; // what stands at the route's braces
  query?: URLSearchParams;
  body?: Body;
  signal?: AbortSignal | undefined;
  headers?: Record<string, string>;
}

// A route of the server's description: its body and its answer are what the description says.
export async function ask<Route extends keyof Routes>(
  route: Route,
  { at = {}, query, body, signal, headers = {} }: Asked<Body<Route>> = {},
): Promise<Answer<Route>> {
  const [method, pattern = ''] = route.split(' ');
  const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(at[name] ?? ''));
  const is_file = body instanceof Blob;
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}${query?.size ? `?${query}` : ''}`, {
      method: method ?? 'GET',
      signal: signal ?? null,
      credentials: 'same-origin',
      headers: body
        ? { 'Content-Type': is_file ? 'application/octet-stream' : 'application/json', ...headers }
        : headers,
      body: is_file ? body : body ? JSON.stringify(body) : null,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, [{ field: '', code: 'offline', parameters: {} }]);
  }
  const text = await response.text();
  let answer: unknown = null;
  try {
    answer = text ? JSON.parse(text) : null;
  } catch {
    throw new Problem(response.status, []);
  }
  if (!response.ok) {
    const complaints = complaints_of(answer);
    if (response.status === 401 && path !== '/session') on_signed_out(false);
    if (complaints.some((one) => one.code === 'totp_setup_required')) on_signed_out(true);
    throw new Problem(response.status, complaints);
  }
  return answer as Answer<Route>;
}

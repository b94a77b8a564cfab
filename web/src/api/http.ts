// One request to the server: JSON both ways, every refusal as a Problem with its complaints.
import type { Complaint } from './types';

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

let on_signed_out: () => void = () => undefined;
// Called when the server no longer knows the session, so that the frame can show the sign-in page.
export function listen_signed_out(listener: () => void): void {
  on_signed_out = listener;
}

export async function request<Answer>(
  method: string,
  path: string,
  body?: object,
  signal?: AbortSignal,
  headers: Record<string, string> = {},
): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      signal: signal ?? null,
      credentials: 'same-origin',
      headers: body
        ? {
            'Content-Type': body instanceof Blob ? 'application/octet-stream' : 'application/json',
            ...headers,
          }
        : headers,
      body: body instanceof Blob ? body : body ? JSON.stringify(body) : null,
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
    if (response.status === 401 && path !== '/session') on_signed_out();
    throw new Problem(response.status, complaints_of(answer));
  }
  return answer as Answer;
}

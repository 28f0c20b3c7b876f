/** Whole lines of a text stream, without their line ends; a last line without one counts. */
export async function* lines(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  // Only what is new is searched: a line of the event stream may have tens of megabytes, in very many chunks.
  let rest: string[] = [];
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      const line = [...rest, text.slice(from, end)].join('');
      rest = [];
      from = end + 1;
      yield line;
    }
    if (from < text.length) rest.push(text.slice(from));
  }
  if (rest.length > 0) yield rest.join('');
}

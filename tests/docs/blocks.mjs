// The fenced code blocks of a Markdown file.

// A comment in the line above a block says that it is not run, and why:
//   <!-- not run: opens a window -->
const notRun = /^<!--\s*not run:\s*(.+?)\s*-->$/;

// -> [{ language, title, text, line, reason }]; `title` is the word after the language, such as a file
// name; `reason` is why the block is not run, if a comment says so.
export function blocksOf(markdown) {
  const lines = markdown.split("\n");
  const blocks = [];
  for (let k = 0; k < lines.length; ++k) {
    const open = /^(\s*)(`{3,}|~{3,})\s*(\S*)\s*(.*)$/.exec(lines[k]);
    if (!open) continue;
    const [, indent, fence, language, title] = open;
    const begin = k + 1;
    while (++k < lines.length && lines[k].trim() !== fence);
    blocks.push({
      language,
      title: title.trim(),
      text: lines
        .slice(begin, k)
        .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
        .join("\n"),
      line: begin,
      reason: notRun.exec(lines[begin - 2]?.trim() ?? "")?.[1],
    });
  }
  return blocks;
}

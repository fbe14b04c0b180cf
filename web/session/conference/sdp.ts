/** Marks the media lines of a description with what they show: the one convention a Pexip node reads from an offer. */
export function withContent(sdp: string, contentOf: (mid: string) => 'main' | 'slides' | undefined): string {
  const sections = sdp.split(/(?=^m=)/m);
  return sections
    .map((section) => {
      const mid = /^a=mid:(\S+)/m.exec(section)?.[1];
      const content = mid !== undefined && section.startsWith('m=video') ? contentOf(mid) : undefined;
      return content && !/^a=content:/m.test(section) ? section.replace(/^(a=mid:\S+\r?\n)/m, `$1a=content:${content}\r\n`) : section;
    })
    .join('');
}

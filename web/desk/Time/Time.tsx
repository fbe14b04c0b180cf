/** A time or a span: left to right in every language. */
export function Time({ children }: { children: string }) {
  return <bdi dir="ltr" class="num">{children}</bdi>;
}

/** Says a changed sentence once. It stays in the page while it is empty: a region that appears with its words is not read. */
export function LiveRegion({ says, urgent }: { says: string; urgent?: boolean }) {
  return (
    <div class="unseen" role={urgent ? 'alert' : 'status'} aria-live={urgent ? 'assertive' : 'polite'} aria-atomic="true">
      {says}
    </div>
  );
}

/** What becomes of a file that was fetched with the token: kept by the browser, or shown in a window of its own. */

/** The browser reads a file after the click on its link; until then its address has to hold. */
const ADDRESS_HOLDS = 60_000;

export function keep(file: File): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), ADDRESS_HOLDS);
}

/**
 * Shows a file in a window that is opened at once: a browser refuses windows that open long after the click. Where it
 * refuses this one too, the file is kept. The address holds as long as the page, so that the window can be read again.
 */
export async function show(fetched: Promise<File>): Promise<void> {
  const page = window.open("", "_blank");
  try {
    const file = await fetched;
    if (page) page.location.replace(URL.createObjectURL(file));
    else keep(file);
  } catch (error) {
    page?.close();
    throw error;
  }
}

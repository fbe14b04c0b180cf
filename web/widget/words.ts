import { useSpeaker } from '../ui/speech';
import type en from './catalogue/en';

/** The widget's own texts, and the shared ones. */
export const useWords = () => useSpeaker<typeof en>();

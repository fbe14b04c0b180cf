/** The payload of the quick reply that begins a video call: the desk offers it, the customer's page understands it. */
export const START_VIDEO = 'eyeline.start-video';

//! What a leg has sent us: a packet, and which layer of which source it belongs to.

use std::{sync::Arc, time::Instant};

use str0m::{
    media::MediaKind,
    rtp::{ExtensionValues, RtpPacket, Ssrc, VideoOrientation, Vp8Descriptor},
};

use super::{
    Leg,
    rewrite::{Numbers, PictureId},
};

/// The longest payload that is passed on. No path carries longer packets in one piece, and with the header that a
/// receiver is to get they would not fit into str0m's buffers.
const LONGEST_PAYLOAD: usize = 1_500;

/// A packet that a leg has sent us.
pub(crate) struct Packet {
    pub(crate) source: usize,
    pub(crate) layer: usize,
    pub(crate) kind: MediaKind,
    pub(crate) ssrc: Ssrc,
    pub(crate) numbers: Numbers,
    pub(crate) at: Instant,
    pub(crate) marker: bool,
    pub(crate) begins_keyframe: bool,
    pub(crate) vp8: Option<Vp8Descriptor>,
    pub(crate) audio_level: Option<i8>,
    voice_activity: Option<bool>,
    orientation: Option<VideoOrientation>,
    pub(crate) payload: Arc<[u8]>,
}

impl Packet {
    /// What its header says to receivers besides its numbers.
    pub(crate) fn extensions(&self) -> ExtensionValues {
        ExtensionValues {
            audio_level: self.audio_level,
            voice_activity: self.voice_activity,
            video_orientation: self.orientation,
            ..ExtensionValues::default()
        }
    }
}

impl Leg {
    /// Finds out what a packet is; nothing if it is of no use to anybody.
    pub(super) fn classify(&mut self, packet: RtpPacket) -> Option<Packet> {
        if packet.payload.len() > LONGEST_PAYLOAD {
            return None;
        }
        let ssrc = packet.header.ssrc;
        let (source, layer) = match self.streams.get(&ssrc) {
            Some(known) => *known,
            None => self.learn(ssrc)?,
        };
        let kind = self.sources[source].kind;
        let vp8 = match kind {
            MediaKind::Video => Some(Vp8Descriptor::parse(&packet.payload).ok()?),
            MediaKind::Audio => None,
        };
        self.sources[source].layers[layer].arrived(packet.timestamp, ssrc, packet.payload.len());
        Some(Packet {
            source,
            layer,
            kind,
            ssrc,
            numbers: Numbers {
                sequence: *packet.seq_no,
                time: packet.header.timestamp,
                picture_id: vp8.as_ref().and_then(picture_id),
                base_layer: vp8.as_ref().and_then(Vp8Descriptor::tl0_pic_idx),
            },
            at: packet.timestamp,
            marker: packet.header.marker,
            begins_keyframe: vp8.is_some_and(|descriptor| descriptor.starts_keyframe(&packet.payload)),
            vp8,
            audio_level: packet.header.ext_vals.audio_level,
            voice_activity: packet.header.ext_vals.voice_activity,
            orientation: packet.header.ext_vals.video_orientation,
            payload: packet.payload,
        })
    }

    /// Finds out what is sent under an SSRC that was not heard before.
    fn learn(&mut self, ssrc: Ssrc) -> Option<(usize, usize)> {
        let mut api = self.rtc.direct_api();
        let stream = api.stream_rx(&ssrc)?;
        let (mid, rid) = (stream.mid(), stream.rid());
        let source = self.sources.iter().position(|source| source.mid == mid)?;
        let layers = &self.sources[source].layers;
        // Some offers give a name to a layer that has no others beside it, and its packets do not bear it.
        let only = (layers.len() == 1).then_some(0);
        let layer = layers.iter().position(|layer| layer.rid == rid).or(only)?;
        self.streams.insert(ssrc, (source, layer));
        Some((source, layer))
    }
}

fn picture_id(vp8: &Vp8Descriptor) -> Option<PictureId> {
    let value = vp8.picture_id()?;
    let is_long = vp8.patch().picture_id(PictureId::LONG).build().is_ok();
    Some(PictureId { value, mask: if is_long { PictureId::LONG } else { PictureId::SHORT } })
}

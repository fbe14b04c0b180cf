//! Groups of people.

use eyeline_contact_center::{Configuration, Group};
use eyeline_genesys::{
    EntityRef,
    group::{self as wire, GroupKind, Visibility},
    user::UserState,
};
use eyeline_model::GroupId;

const GROUPS: &str = "/api/v2/groups";

/// A group to which so many people belong.
pub(crate) fn group(group: &Group, size: usize) -> wire::Group {
    wire::Group {
        id: Some(group.id.to_string()),
        name: Some(group.name.clone()),
        description: Some(group.description.clone()).filter(|description| !description.is_empty()),
        member_count: Some(size),
        state: Some(UserState::Active),
        version: Some(1),
        kind: Some(GroupKind::Official),
        rules_visible: Some(true),
        visibility: Some(Visibility::Public),
        self_uri: Some(format!("{GROUPS}/{}", group.id)),
    }
}

/// A group by its id and its name.
pub(crate) fn reference(id: GroupId, configuration: &Configuration) -> EntityRef {
    EntityRef {
        name: configuration.groups.get(&id).map(|group| group.name.clone()),
        self_uri: Some(format!("{GROUPS}/{id}")),
        ..EntityRef::to(id.to_string())
    }
}

//! Roles as a column keeps them.

use crate::permission::Role;

/// The roles in a column; one that this version does not know grants nothing.
pub(crate) fn read(column: &str) -> Vec<Role> {
    let named = |name| Role::ALL.into_iter().find(|role| role.name() == name);
    column.split_whitespace().filter_map(named).collect()
}

/// The column that keeps `roles`.
pub(crate) fn write(roles: &[Role]) -> String {
    roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(" ")
}

mod erlang;
mod file;
mod laws;
mod plot;
mod random;
mod what_if;

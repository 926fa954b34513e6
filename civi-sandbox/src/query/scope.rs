//! [`Scope`]: which names a query knows, and the joins that they need.

use std::collections::HashMap;

use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::schema::{Calculated, EntityModel, FieldModel, Source};
use crate::store::Sql;

/// The names of one query.
pub(crate) struct Scope<'a> {
    pub(crate) context: &'a Context<'a>,
    /// The queried entity, then every join.
    pub(super) parts: Vec<Joined<'a>>,
    /// The joins in their order.
    pub(super) joins: Vec<Sql>,
    /// The joins that belong inside the explicit join that is being made.
    pub(super) nested: Option<NestedJoins>,
    aliases: usize,
    implicit: HashMap<(usize, String), Option<usize>>,
}

/// The inside of an explicit join.
pub(super) struct NestedJoins {
    /// The first part that belongs to it.
    pub(super) from: usize,
    pub(super) joins: Vec<Sql>,
}

/// The queried entity or a joined one.
pub(super) struct Joined<'a> {
    pub(super) entity: &'a EntityModel,
    pub(super) alias: usize,
    /// The name that callers give to an explicit join.
    pub(super) name: Option<String>,
    pub(super) bridge: Option<(&'a EntityModel, usize)>,
    /// The bridge's own keys, which an INNER join has no names for.
    pub(super) hidden: Vec<String>,
}

/// A field that a name stands for.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) entity: &'a EntityModel,
    pub(crate) field: &'a FieldModel,
    pub(crate) alias: usize,
}

/// Why a name stands for nothing.
pub(crate) enum Missing {
    Unknown,
    NotAllowed,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(context: &'a Context<'a>, entity: &'a EntityModel) -> Self {
        Scope {
            context,
            parts: vec![Joined {
                entity,
                alias: 0,
                name: None,
                bridge: None,
                hidden: Vec::new(),
            }],
            joins: Vec::new(),
            nested: None,
            aliases: 1,
            implicit: HashMap::new(),
        }
    }

    /// The queried entity.
    pub(crate) fn base(&self) -> &'a EntityModel {
        self.parts[0].entity
    }

    /// A new alias for a table.
    pub(super) fn next_alias(&mut self) -> usize {
        self.aliases += 1;
        self.aliases - 1
    }

    /// The part that an explicit join is called by, and the rest of a path behind its name.
    pub(super) fn explicit<'p>(&self, path: &'p str) -> Option<(usize, &'p str)> {
        self.parts
            .iter()
            .enumerate()
            .skip(1)
            .find_map(|(at, part)| {
                let rest = path
                    .strip_prefix(part.name.as_deref()?)?
                    .strip_prefix('.')?;
                Some((at, rest))
            })
    }

    /// The field that a path leads to.
    pub(crate) fn find(&mut self, path: &str) -> Outcome<Result<Target<'a>, Missing>> {
        if path.len() > 1000 {
            return Ok(Err(Missing::Unknown));
        }
        match self.explicit(path) {
            Some((at, rest)) => self.find_in(at, rest),
            None => self.find_in(0, path),
        }
    }

    /// A field that must be there.
    pub(crate) fn need(&mut self, path: &str) -> Outcome<Option<Target<'a>>> {
        match self.find(path)? {
            Ok(target) => Ok(Some(target)),
            Err(Missing::Unknown) => Err(Failure::invalid_field(path)),
            // Only newer sites drop the clause in silence (§8).
            Err(Missing::NotAllowed) if self.context.model.is_old() => {
                Err(Failure::invalid_field(path))
            }
            Err(Missing::NotAllowed) => {
                self.context
                    .dropped
                    .borrow_mut()
                    .unauthorized
                    .push(path.to_owned());
                Ok(None)
            }
        }
    }

    fn find_in(&mut self, mut at: usize, path: &str) -> Outcome<Result<Target<'a>, Missing>> {
        let mut path = path;
        loop {
            let part = &self.parts[at];
            if let Some(target) = own_field(part, path) {
                let allowed = self.context.may_use(target.entity, target.field);
                return Ok(if allowed {
                    Ok(target)
                } else {
                    Err(Missing::NotAllowed)
                });
            }
            let Some((key, rest)) = self.reference(at, path) else {
                return Ok(Err(Missing::Unknown));
            };
            if !self.context.may_use(key.entity, key.field) {
                return Ok(Err(Missing::NotAllowed));
            }
            match self.implicit_join(at, key)? {
                Some(next) => at = next,
                None => return Ok(Err(Missing::Unknown)),
            }
            path = rest;
        }
    }

    /// The key at the beginning of a path, and what comes behind it.
    fn reference<'p>(&self, at: usize, path: &'p str) -> Option<(Target<'a>, &'p str)> {
        path.match_indices('.').find_map(|(dot, _)| {
            let target = own_field(self.parts.get(at)?, path.get(..dot)?)?;
            target.field.field.fk_entity.as_ref()?;
            Some((target, path.get(dot + 1..)?))
        })
    }

    /// The part that a key leads to; `None` where the entity has no table or may not be read.
    pub(super) fn implicit_join(&mut self, at: usize, key: Target<'a>) -> Outcome<Option<usize>> {
        let memo = (at, format!("{}.{}", key.alias, key.field.name()));
        if let Some(known) = self.implicit.get(&memo) {
            return Ok(*known);
        }
        let joined = self.join_by(at, key)?;
        self.implicit.insert(memo, joined);
        Ok(joined)
    }

    fn join_by(&mut self, at: usize, key: Target<'a>) -> Outcome<Option<usize>> {
        let field = &key.field.field;
        let Some(entity) = field
            .fk_entity
            .as_deref()
            .and_then(|fk| self.context.model.entity(fk))
        else {
            return Ok(None);
        };
        let column = field
            .fk_column
            .as_deref()
            .or_else(|| entity.key())
            .unwrap_or("id");
        let readable = self.context.caller.may(entity.name(), "get");
        let (Some(table), true) = (
            entity.table.as_deref(),
            entity.has_column(column) && readable,
        ) else {
            return Ok(None);
        };
        if self.parts.len() > 60 {
            return Err(Failure::exception("DB Error: too many tables"));
        }
        let alias = self.next_alias();
        let link = match key.field.source {
            // A contact's primary row is joined by its mark, which an index finds.
            Source::Calculated(Calculated::OneOf { flag, .. }) => Sql::column(alias, "contact_id")
                .word(" = ")
                .then(Sql::column(key.alias, "id"))
                .word(" AND ")
                .then(Sql::column(alias, flag))
                .word(" = 1"),
            _ => {
                let own = super::calculated::column(self.context, key);
                Sql::column(alias, column).word(" = ").then(own)
            }
        };
        let join = Sql::new(" LEFT JOIN ")
            .then(Sql::table(table, alias))
            .word(" ON ")
            .then(link);
        match &mut self.nested {
            Some(nest) if at >= nest.from => nest.joins.push(join),
            _ => self.joins.push(join),
        }
        self.parts.push(Joined {
            entity,
            alias,
            name: None,
            bridge: None,
            hidden: Vec::new(),
        });
        Ok(Some(self.parts.len() - 1))
    }

    /// All fields behind a prefix such as `e.` or `contact_id.`, for wildcards.
    pub(super) fn part_of(&mut self, prefix: &str) -> Outcome<Option<usize>> {
        if prefix.is_empty() {
            return Ok(Some(0));
        }
        let with_dot = format!("{prefix}.");
        let (mut at, mut rest) = self.explicit(&with_dot).unwrap_or((0, with_dot.as_str()));
        while !rest.is_empty() {
            let Some((key, behind)) = self.reference(at, rest) else {
                return Ok(None);
            };
            match self.implicit_join(at, key)? {
                Some(next) => (at, rest) = (next, behind),
                None => return Ok(None),
            }
        }
        Ok(Some(at))
    }
}

/// A field of a part itself: of the entity, or of the bridge to it.
fn own_field<'a>(part: &Joined<'a>, name: &str) -> Option<Target<'a>> {
    let readable = |field: &&FieldModel| field.field.get.is_some();
    if let Some(field) = part.entity.field(name).filter(readable) {
        return Some(Target {
            entity: part.entity,
            field,
            alias: part.alias,
        });
    }
    let (bridge, alias) = part.bridge?;
    let field = bridge.field(name).filter(readable)?;
    if part.hidden.iter().any(|hidden| hidden == name) {
        return None;
    }
    Some(Target {
        entity: bridge,
        field,
        alias,
    })
}

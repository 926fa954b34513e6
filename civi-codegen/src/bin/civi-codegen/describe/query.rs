//! A named query or a saved search as text: its function, columns, parameters and conditions.

use civi_codegen::query::named::{Module, Outlined, QueryOutline};
use civi_codegen::schema::nearest::nearest;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::named;
use crate::table::Table;
use crate::terminal::{Paint, Terminal};
use crate::wording::line;

/// The module and the name of `queries::lapsed`; `None` where it is no such path.
pub(super) fn path(name: &str) -> Option<(Module, &str)> {
    let (module, name) = name.split_once("::")?;
    let modules = [Module::Queries, Module::Searches];
    let module = modules.into_iter().find(|it| it.as_str() == module)?;
    Some((module, name))
}

/// Describes the query of this name, or of the function of this name.
pub(super) fn print(
    queries: &[Outlined],
    (module, name): (Module, &str),
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let of_module = || queries.iter().filter(|query| query.module == module);
    let found = of_module()
        .find(|query| query.name == name)
        .or_else(|| of_module().find(|query| query.function == name));
    let Some(query) = found else {
        return Err(unknown(module, name, of_module()));
    };
    let mut first = terminal.paint(Paint::Heading, &line(&named::path(query)));
    if let Some(label) = &query.label {
        first += &format!(": {}", line(label));
    }
    terminal.data(&first);
    let outline = match &query.outline {
        Ok(outline) => outline,
        Err(error) => {
            let problems: Vec<String> = error.to_string().lines().map(line).collect();
            let message = format!(
                "the snapshot does not support {}:\n  {}",
                query.path,
                problems.join("\n  ")
            );
            return Err(Failure::new(Exit::NotFound, message)
                .next("correct the query, or refresh the snapshot if the site has changed"));
        }
    };
    let mut table = Table::default();
    table.row(["in Rust".to_owned(), line(&outline.signature)]);
    table.row(["from".to_owned(), line(&query.path)]);
    table.row(["entity".to_owned(), line(&outline.entity)]);
    table.row(["a row is".to_owned(), line(&outline.row)]);
    table.print("  ", terminal);
    for remark in &outline.remarks {
        terminal.data(&format!("  note: {}", line(remark)));
    }
    members(outline, terminal);
    Ok(())
}

fn members(outline: &QueryOutline, terminal: &mut Terminal) {
    let mut columns = Table::default();
    for column in &outline.columns {
        let reads = if column.reads == column.name {
            String::new()
        } else {
            line(&column.reads)
        };
        let name = if column.name == column.field {
            String::new()
        } else {
            line(&column.name)
        };
        columns.row([column.field.clone(), column.rust.clone(), name, reads]);
    }
    section("Columns", outline.columns.len(), &columns, terminal);
    let mut parameters = Table::default();
    for parameter in &outline.parameters {
        parameters.row([parameter.name.clone(), parameter.rust.clone()]);
    }
    section(
        "Parameters",
        outline.parameters.len(),
        &parameters,
        terminal,
    );
    for (name, items) in &outline.parts {
        let mut table = Table::default();
        for item in items {
            table.row([line(item)]);
        }
        section(title(name), items.len(), &table, terminal);
    }
}

fn section(title: &str, count: usize, table: &Table, terminal: &mut Terminal) {
    if count == 0 {
        return;
    }
    terminal.data("");
    let title = format!("{title} ({count})");
    terminal.data(&terminal.paint(Paint::Heading, &title));
    table.print("  ", terminal);
}

fn title(part: &str) -> &str {
    match part {
        "where" => "Filters",
        "join" => "Joins",
        "groupBy" => "Grouped by",
        "having" => "Filters of groups",
        "orderBy" => "Sorted by",
        "limit" => "Rows at most",
        "offset" => "Rows passed over",
        "chain" => "Chained calls",
        other => other,
    }
}

fn unknown<'q>(module: Module, name: &str, queries: impl Iterator<Item = &'q Outlined>) -> Failure {
    let (what, next) = match module {
        Module::Queries => (
            "the project has no named query",
            "a file queries/NAME.json beside civi.toml is one",
        ),
        Module::Searches => (
            "the snapshot has no saved search",
            "name it in `searches` of civi.toml and run `civi-codegen refresh`",
        ),
    };
    let names = queries.map(|query| query.name.as_str());
    let failure = Failure::new(Exit::NotFound, format!("{what} `{name}`"));
    failure.next(match nearest(name, names) {
        Some(meant) => format!("did you mean `{}::{meant}`?", module.as_str()),
        None => next.to_owned(),
    })
}

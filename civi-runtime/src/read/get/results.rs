//! Sending a [`Get`], and what its rows are wanted as.

use std::sync::Arc;

use super::doubt::{doubt_of, doubts};
use super::pager::Pager;
use super::query::Query;
use super::stream::RowStream;
use super::window::{Counting, Window};
use super::{Get, Page};
use crate::call::action::{Action, Call, Caller, Exchange};
use crate::call::answer::Answer;
use crate::call::known_fields::{Unproven, settle};
use crate::entity::CanGet;
use crate::error::{Error, Result};
use crate::query::select::{Selection, Wanted, read_named, read_page};
use crate::row::{Misfit, Tally, kept};

/// Makes rows of one page's JSON.
pub(super) type ReadPage<R> = Box<
    dyn Fn(&Pager, &str, &mut Tally) -> Result<(Vec<R>, Vec<Option<i64>>), Misfit> + Send + Sync,
>;

impl<E: CanGet, S: Selection<E>> Get<E, S> {
    /// All rows that the query has.
    ///
    /// Without a limit, or with one of more than a page, the rows are read in pages that go on
    /// after the last key (`id`), so that no answer is too large and rows that come or go meanwhile
    /// move no others. Where the query has an order of its own, pages are counted from the
    /// beginning instead: a row that is inserted or deleted meanwhile can then be missed or come
    /// twice. Groups, and the rows of an entity without a key, come in one answer.
    pub fn rows<C: Caller>(self, client: &C) -> C::Out<Vec<S::Row>> {
        let exchange = client.exchange();
        let pager = Pager::rows(self.query.clone(), self.wanted());
        let read = reading::<E, S>(self.selection);
        client.run(collect(exchange, pager, read))
    }

    /// The one row that the query has; no row and several rows are errors
    /// ([`is_missing`](Error::is_missing), [`is_ambiguous`](Error::is_ambiguous)).
    pub fn one<C: Caller>(self, client: &C) -> C::Out<S::Row> {
        let rows = self.at_most(2, client.exchange(), Pager::unsorted);
        client.run(async move {
            let mut rows = rows.await?;
            match (rows.pop(), rows.is_empty()) {
                (Some(row), true) => Ok(row),
                (None, _) => Err(Error::count(E::NAME, "exactly one row", 0)),
                (Some(_), false) => Err(Error::count(E::NAME, "exactly one row", 2)),
            }
        })
    }

    /// The one row that the query has, if it has one; several rows are an error
    /// ([`is_ambiguous`](Error::is_ambiguous)).
    pub fn optional<C: Caller>(self, client: &C) -> C::Out<Option<S::Row>> {
        let rows = self.at_most(2, client.exchange(), Pager::unsorted);
        client.run(async move {
            let mut rows = rows.await?;
            match (rows.pop(), rows.is_empty()) {
                (row, true) => Ok(row),
                (_, false) => Err(Error::count(E::NAME, "at most one row", 2)),
            }
        })
    }

    /// The first row in the query's order, if there is any; without an order, the one with the
    /// smallest key.
    pub fn first<C: Caller>(self, client: &C) -> C::Out<Option<S::Row>> {
        let rows = self.at_most(1, client.exchange(), Pager::rows);
        client.run(async move { Ok(rows.await?.pop()) })
    }

    /// How many rows the query has, whatever its limit and offset: rows of the answer, so that one
    /// that is worked out over all rows (`select(count(…).alias("n"))` without a group) is one. One
    /// call, and no rows where none are needed to count.
    pub fn count<C: Caller>(self, client: &C) -> C::Out<u64> {
        let exchange = client.exchange();
        let wanted = self.wanted();
        let query = self.query;
        client.run(async move { count(&*exchange, &query, &wanted).await })
    }

    /// Page `number` (counted from 0) of `size` rows each, and how many rows there are.
    ///
    /// The query should have an order; the key decides between equal rows. Pages are counted from
    /// the beginning, so a row that is inserted or deleted between two calls moves the others.
    pub fn page<C: Caller>(self, number: u64, size: u64, client: &C) -> C::Out<Page<S::Row>> {
        let exchange = client.exchange();
        let wanted = self.wanted();
        let Get {
            query, selection, ..
        } = self;
        client.run(async move {
            if size == 0 {
                let refused = Error::refused("a page has at least one row");
                return Err(refused.at(query.entity, Some("get")));
            }
            let offset = number.saturating_mul(size);
            let window = Window {
                limit: Some(size),
                offset,
                sorted_by: query.row_key(&wanted),
                counting: match query.sums_up(&wanted) {
                    true => Counting::No,
                    false => Counting::Beside,
                },
                ..Window::default()
            };
            let call = query.call(&wanted, &window)?;
            if query.is_nothing(&wanted) {
                return Ok(Page {
                    rows: Vec::new(),
                    number,
                    size,
                    total: 0,
                });
            }
            let answer = exchange.execute(call).await?;
            let mut tally = Tally::default();
            let context = answer.context();
            let (names, values) = (wanted.names().to_vec(), answer.values().as_bytes());
            let read = || read_named::<E, S>(&selection, names, values, &mut tally);
            let (rows, kept) = context.read_and_keep(read);
            query.on_unreadable.tell(kept, 0, usize::MAX);
            let rows = believed(&*exchange, &query, &wanted, &tally, rows).await;
            let rows = rows.map_err(|error| context.error(error))?;
            let fetched = u64::try_from(rows.len()).unwrap_or(u64::MAX);
            query.check_page(fetched, Some(size))?;
            // Past the end the site's own count is the offset (APIv4 wire contract §1.6).
            let total = match answer.count_matched().or(answer.count()) {
                _ if query.sums_up(&wanted) && offset == 0 => fetched,
                Some(total) if !rows.is_empty() || offset == 0 => total,
                _ => count(&*exchange, &query, &wanted).await?,
            };
            Ok(Page {
                rows,
                number,
                size,
                total,
            })
        })
    }

    /// The rows one by one, as an asynchronous [`Stream`](futures_core::Stream) that holds one page
    /// in memory.
    ///
    /// Pages go on after the last key, so each row that is there all the time comes exactly once,
    /// whatever is inserted or deleted meanwhile. Where the query has an order of its own or makes
    /// groups, or the entity has no key, pages are counted from the beginning instead
    /// ([`RowStream::is_by_key`] says which), and a row can be missed or come twice when others
    /// come and go. After an error the stream ends.
    pub fn stream<C: Caller>(self, client: &C) -> RowStream<S::Row> {
        let pager = Pager::stream(self.query.clone(), self.wanted());
        RowStream::new(client.exchange(), pager, reading::<E, S>(self.selection))
    }

    /// The whole answer to one call, not decoded: for its counts, its debug output, or a shape of
    /// your own.
    pub fn answer<C: Caller>(self, client: &C) -> C::Out<Answer> {
        let exchange = client.exchange();
        client.run(async move {
            let call = self.sent()?;
            match self.without_request() {
                Some(answer) => Ok(answer),
                None => exchange.execute(call).await,
            }
        })
    }

    fn at_most(
        mut self,
        most: u64,
        exchange: Arc<dyn Exchange>,
        pager: fn(Query, Wanted) -> Pager,
    ) -> impl Future<Output = Result<Vec<S::Row>>> + Send + use<E, S> {
        let query = &mut self.query;
        query.limit = Some(query.limit.map_or(most, |limit| limit.min(most)));
        query.page_size = query.page_size.max(most);
        let wanted = self.wanted();
        collect(
            exchange,
            pager(self.query, wanted),
            reading::<E, S>(self.selection),
        )
    }
}

/// One call for all the rows that the query has: what a batch sends. Nothing is paged, and the order
/// is that of [`rows`](Get::rows).
impl<E: CanGet, S: Selection<E>> Action for Get<E, S> {
    type Output = Vec<S::Row>;

    fn call(&self) -> Result<Call> {
        self.query.check_limit()?;
        let wanted = self.wanted();
        self.query.call(&wanted, &self.query.window())
    }

    fn sent(&self) -> Result<Call> {
        self.query.check_limit()?;
        let wanted = self.wanted();
        self.query.call(&wanted, &self.query.sorted_window(&wanted))
    }

    fn without_request(&self) -> Option<Answer> {
        let nothing = self.query.is_nothing(&self.wanted());
        nothing.then(|| Answer::empty(E::NAME, "get"))
    }

    fn read(&self, answer: Answer) -> Result<Vec<S::Row>> {
        let names = self.wanted().into_names();
        let values = answer.values().as_bytes();
        read_named::<E, S>(&self.selection, names, values, &mut Tally::default())
            .map_err(|misfit| misfit.into_error(E::NAME, "get"))
    }

    fn read_unproven(
        &self,
        exchange: &dyn Exchange,
        answer: Answer,
        _guards: &[Answer],
        unproven: &mut Unproven,
    ) -> Result<Vec<S::Row>> {
        let wanted = self.wanted();
        let mut tally = Tally::default();
        let (names, values) = (wanted.names().to_vec(), answer.values().as_bytes());
        match read_named::<E, S>(&self.selection, names, values, &mut tally) {
            Ok(rows) => {
                self.query.on_unreadable.tell(kept(), 0, usize::MAX);
                unproven.doubts = doubts(exchange, &self.query, &wanted, &tally);
                Ok(rows)
            }
            Err(misfit) => {
                unproven
                    .doubts
                    .extend(doubt_of(&self.query, &wanted, &misfit));
                Err(misfit.into_error(E::NAME, "get"))
            }
        }
    }
}

/// The rows of an answer, once the site has been asked about the columns that none of them has.
async fn believed<R>(
    exchange: &dyn Exchange,
    query: &Query,
    wanted: &Wanted,
    tally: &Tally,
    rows: Result<R, Misfit>,
) -> Result<R> {
    let doubts = match &rows {
        Ok(_) => doubts(exchange, query, wanted, tally),
        Err(misfit) => doubt_of(query, wanted, misfit).into_iter().collect(),
    };
    if !doubts.is_empty() {
        settle(exchange, &doubts).await?;
    }
    rows.map_err(|misfit| misfit.into_error(query.entity, "get"))
}

fn reading<E: CanGet, S: Selection<E>>(selection: S) -> ReadPage<S::Row> {
    Box::new(move |pager, values, tally| {
        let (names, values) = (pager.names(), values.as_bytes());
        if pager.key().is_some() {
            read_page::<E, S>(&selection, names, values, tally)
        } else {
            let rows = read_named::<E, S>(&selection, names, values, tally)?;
            Ok((rows, Vec::new()))
        }
    })
}

async fn collect<R: Send + 'static>(
    exchange: Arc<dyn Exchange>,
    mut pager: Pager,
    read: ReadPage<R>,
) -> Result<Vec<R>> {
    let mut all = Vec::new();
    let mut tally = Tally::default();
    while let Some(call) = pager.next_call()? {
        let answer = exchange.execute(call).await?;
        let context = answer.context();
        let (page, kept) = context.read_and_keep(|| read(&pager, answer.values(), &mut tally));
        let (mut rows, keys) = match page {
            Ok(page) => page,
            Err(misfit) => {
                let (query, wanted) = pager.asks();
                let rows = believed(&*exchange, query, wanted, &tally, Err(misfit)).await;
                return rows.map_err(|error| context.error(error));
            }
        };
        let good = pager.took(rows.len(), &keys, answer.values())?;
        pager.asks().0.on_unreadable.tell(kept, all.len(), good);
        rows.truncate(good);
        if all.is_empty() {
            all = rows;
        } else {
            all.append(&mut rows);
        }
    }
    let (query, wanted) = pager.asks();
    believed(&*exchange, query, wanted, &tally, Ok(all)).await
}

/// How many rows a query has. No offset is sent, since the site's count is wrong past the end.
async fn count(exchange: &dyn Exchange, query: &Query, wanted: &Wanted) -> Result<u64> {
    let window = if query.sums_up(wanted) {
        // The site counts the rows underneath (APIv4 wire contract §1.6), so the answer's own row
        // is counted, which a `having` may leave out.
        Window::default()
    } else if query.counts_rows(wanted) && query.having.is_everything() {
        Window {
            counting: Counting::Only,
            ..Window::default()
        }
    } else {
        Window {
            limit: Some(1),
            counting: Counting::Beside,
            ..Window::default()
        }
    };
    let call = query.call(wanted, &window)?;
    if query.is_nothing(wanted) {
        return Ok(0);
    }
    let answer = exchange.execute(call).await?;
    if query.sums_up(wanted) {
        let rows: Vec<serde::de::IgnoredAny> = answer.decode()?;
        return Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX));
    }
    answer.count_matched().or(answer.count()).ok_or_else(|| {
        Error::protocol("the answer has no count, although `row_count` was asked for")
            .at(query.entity, Some("get"))
    })
}

//! The way to a meeting.

use std::time::Duration;

use eyeline_conference::Token;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};

use super::{
    audience::Stream,
    message::{Message, Reply},
};
use crate::refused::Refused;

/// Nobody waits longer for an answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// The way to a meeting; cheap to clone.
#[derive(Clone)]
pub(crate) struct Handle {
    mailbox: mpsc::Sender<Message>,
}

impl Handle {
    /// Messages that may wait. A full mailbox makes requests wait.
    pub(crate) const CAPACITY: usize = 256;

    pub(crate) fn new(mailbox: mpsc::Sender<Message>) -> Self {
        Self { mailbox }
    }

    /// The meeting has ended; ask for another.
    pub(crate) fn is_over(&self) -> bool {
        self.mailbox.is_closed()
    }

    /// Asks, and waits for the answer.
    pub(crate) async fn ask<T>(&self, message: impl FnOnce(Reply<T>) -> Message) -> Result<T, Refused> {
        let (reply, answer) = oneshot::channel();
        let asked = async {
            self.mailbox.send(message(reply)).await.map_err(|_| Refused::Ended)?;
            answer.await.unwrap_or_else(|_| Err(self.why_no_answer()))
        };
        timeout(PATIENCE, asked).await.unwrap_or_else(|_| {
            tracing::error!("a meeting has not answered within {} s", PATIENCE.as_secs());
            Err(Refused::Unavailable)
        })
    }

    /// A meeting that goes on has passed the question to a media worker, which did not take it.
    fn why_no_answer(&self) -> Refused {
        if self.is_over() { Refused::Ended } else { Refused::Unavailable }
    }

    /// Tells, without an answer.
    pub(crate) async fn tell(&self, message: Message) {
        // A meeting that has ended has nothing left to be told.
        drop(self.mailbox.send(message).await);
    }

    /// Asks for an event stream.
    pub(crate) async fn watch(&self, token: Token) -> Result<Stream, Refused> {
        self.ask(|reply| Message::Watch(token, reply)).await
    }

    /// Messages that have not been taken.
    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        self.mailbox.max_capacity() - self.mailbox.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_question_that_got_lost_may_be_asked_again() {
        let (mailbox, mut messages) = mpsc::channel(1);
        let meeting = Handle::new(mailbox);
        let lose = async { drop(messages.recv().await) };
        let (answer, ()) = tokio::join!(meeting.watch(Token(String::new())), lose);
        assert!(matches!(answer, Err(Refused::Unavailable)));
        drop(messages);
        let answer = meeting.watch(Token(String::new())).await;
        assert!(matches!(answer, Err(Refused::Ended)));
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever() {
        let (mailbox, _messages) = mpsc::channel(1);
        let meeting = Handle::new(mailbox);
        let answers = tokio::join!(meeting.watch(Token(String::new())), meeting.watch(Token(String::new())));
        assert!(matches!(answers, (Err(Refused::Unavailable), Err(Refused::Unavailable))));
    }
}

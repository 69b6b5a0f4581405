//! A future against another, without an executor.

use core::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use crate::asynch::Delay;

/// Works on the port until that ends or `limit` has passed, which is `None`.
pub(crate) async fn within<P, D: Delay, R>(
    port: &mut P,
    delay: &mut D,
    limit: Duration,
    _step: Duration,
    work: impl AsyncFnOnce(&mut P) -> R,
) -> Option<R> {
    let mut work = pin!(work(port));
    let mut limit = pin!(delay.delay(limit));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(result) => Poll::Ready(Some(result)),
        Poll::Pending => limit.as_mut().poll(context).map(|()| None),
    })
    .await
}

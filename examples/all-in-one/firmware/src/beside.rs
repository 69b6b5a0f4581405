//! Two futures side by side, without an executor.

use core::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
};

/// Runs `work` to its end and lets `aside` go on meanwhile. What that comes to is put into `output`; while something is there it is
/// not polled again.
pub(crate) async fn beside<W: Future, A: Future>(
    work: W,
    mut aside: Pin<&mut A>,
    output: &mut Option<A::Output>,
) -> W::Output {
    let mut work = pin!(work);
    poll_fn(|cx| {
        let done = work.as_mut().poll(cx);
        if output.is_none()
            && let Poll::Ready(found) = aside.as_mut().poll(cx)
        {
            *output = Some(found);
        }
        done
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::{
        cell::Cell,
        task::{Context, Waker},
    };

    /// Is ready when it is polled for the last of so many times, and counts.
    async fn polled(times: u32, count: &Cell<u32>) -> u32 {
        poll_fn(|_| {
            count.set(count.get() + 1);
            assert!(count.get() <= times, "polled after its end");
            if count.get() == times {
                Poll::Ready(times)
            } else {
                Poll::Pending
            }
        })
        .await
    }

    fn run<F: Future>(future: F) -> (F::Output, u32) {
        let mut future = pin!(future);
        let mut polls = 0;
        loop {
            polls += 1;
            let mut context = Context::from_waker(Waker::noop());
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return (output, polls);
            }
        }
    }

    #[test]
    fn work_ends_in_its_own_time_whatever_is_aside() {
        for slow in [1, 3, 20] {
            let (aside, count) = (Cell::new(0), Cell::new(0));
            let mut measuring = pin!(polled(slow, &aside));
            let mut output = None;
            let mut rounds = 0;
            while output.is_none() {
                count.set(0);
                let round = beside(polled(3, &count), measuring.as_mut(), &mut output);
                assert_eq!(run(round), (3, 3));
                rounds += 1;
            }
            assert_eq!((output, aside.get()), (Some(slow), slow));
            assert_eq!(rounds, slow.div_ceil(3));
        }
    }

    #[test]
    fn what_is_aside_goes_on_where_it_was() {
        let (aside, count) = (Cell::new(0), Cell::new(0));
        let mut measuring = pin!(polled(5, &aside));
        let mut output = None;
        let _ = run(beside(polled(2, &count), measuring.as_mut(), &mut output));
        assert_eq!((output, aside.get()), (None, 2));
        count.set(0);
        let _ = run(beside(polled(4, &count), measuring.as_mut(), &mut output));
        assert_eq!((output, aside.get()), (Some(5), 5));
    }
}

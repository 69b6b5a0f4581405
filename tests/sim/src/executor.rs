//! Runs futures in virtual time.
//!
//! Polling takes no time. Time moves while a bus moves bits, and when every task sleeps: then it jumps to the earliest timer
//! or line change.

use crate::{clock::Clock, wait::Waits};
use core::{
    fmt,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::atomic::{AtomicBool, Ordering},
    task::{Context, Poll, Waker},
};
use portable_atomic_util::{Arc, task::Wake};

/// Polls between two looks at whether time moves at all.
const ROUNDS: u32 = 100_000;

/// Why a future cannot be run to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stalled {
    /// Everything waits, and nothing is left that could wake it.
    Deadlock,
    /// A task wakes itself again and again while time stands still. A loop that polls a flag must await a delay.
    Spinning,
    /// The world's patience is over: see [`World::set_patience`](crate::World::set_patience).
    OutOfPatience,
}

impl fmt::Display for Stalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Deadlock => "everything waits and nothing can wake it",
            Self::Spinning => "a task spins while time stands still",
            Self::OutOfPatience => "not done when patience was over",
        })
    }
}

impl core::error::Error for Stalled {}

/// Whether the task was woken since it was last polled.
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(this: Arc<Self>) {
        Self::wake_by_ref(&this);
    }

    fn wake_by_ref(this: &Arc<Self>) {
        this.raise();
    }
}

impl Flag {
    const fn raised() -> Self {
        Self(AtomicBool::new(true))
    }

    fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Lowers the flag; returns whether it was raised. Single-threaded, so load and store suffice.
    fn take(&self) -> bool {
        let raised = self.0.load(Ordering::Relaxed);
        self.0.store(false, Ordering::Relaxed);
        raised
    }
}

/// Runs one future until it is ready, or until that is out of reach.
pub(crate) fn run<F: Future>(
    clock: &Clock,
    waits: &Waits,
    give_up: u64,
    future: F,
) -> Result<F::Output, Stalled> {
    let mut future = pin!(future);
    let flag = Arc::new(Flag::raised());
    let waker = Waker::from(flag.clone());
    let mut context = Context::from_waker(&waker);
    let mut looked_at = clock.nanos();
    let mut rounds = ROUNDS;
    loop {
        if flag.take() {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return Ok(output);
            }
            rounds -= 1;
            if rounds == 0 {
                if clock.nanos() == looked_at {
                    return Err(Stalled::Spinning);
                }
                patient(clock, give_up)?;
                (looked_at, rounds) = (clock.nanos(), ROUNDS);
            }
        } else {
            let next = waits.earliest(clock.nanos()).ok_or(Stalled::Deadlock)?;
            clock.advance_to(next);
            patient(clock, give_up)?;
        }
        waits.wake_due(clock);
    }
}

fn patient(clock: &Clock, give_up: u64) -> Result<(), Stalled> {
    if clock.nanos() > give_up {
        return Err(Stalled::OutOfPatience);
    }
    Ok(())
}

/// Runs two futures side by side; nest for more.
///
/// Each is polled only when it was woken itself, so that a wake-up lost by one is not made good by the other.
pub async fn join<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (a, b) = (pin!(a), pin!(b));
    let (mut a, mut b) = (Branch::new(a), Branch::new(b));
    poll_fn(|cx| {
        a.poll(cx);
        b.poll(cx);
        match (a.output.take(), b.output.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (one, other) => {
                (a.output, b.output) = (one, other);
                Poll::Pending
            }
        }
    })
    .await
}

/// Runs `other` beside `end` for as long as `end` takes; what is left of `other` is then dropped.
///
/// As in [`join`], each is polled only when it was woken itself.
pub async fn until<A: Future, B: Future>(end: A, other: B) -> A::Output {
    let (end, other) = (pin!(end), pin!(other));
    let (mut end, mut other) = (Branch::new(end), Branch::new(other));
    poll_fn(|cx| {
        end.poll(cx);
        if let Some(output) = end.output.take() {
            return Poll::Ready(output);
        }
        other.poll(cx);
        Poll::Pending
    })
    .await
}

/// One of several futures side by side.
struct Branch<'a, F: Future> {
    /// Gone once it is ready.
    future: Option<Pin<&'a mut F>>,
    output: Option<F::Output>,
    own: Option<(Arc<Relay>, Waker)>,
}

impl<'a, F: Future> Branch<'a, F> {
    fn new(future: Pin<&'a mut F>) -> Self {
        Self {
            future: Some(future),
            output: None,
            own: None,
        }
    }

    fn poll(&mut self, cx: &Context<'_>) {
        let Some(future) = &mut self.future else {
            return;
        };
        // A new parent means a new relay, which starts woken.
        let (relay, waker) = match self.own.take() {
            Some(own) if own.0.parent.will_wake(cx.waker()) => own,
            _ => Relay::new(cx.waker().clone()),
        };
        if relay.flag.take()
            && let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker))
        {
            self.output = Some(output);
            self.future = None;
        }
        self.own = Some((relay, waker));
    }
}

/// Waker of a branch: remembers that it was the branch, and passes on.
struct Relay {
    flag: Flag,
    parent: Waker,
}

impl Relay {
    fn new(parent: Waker) -> (Arc<Self>, Waker) {
        let relay = Arc::new(Self {
            flag: Flag::raised(),
            parent,
        });
        (relay.clone(), Waker::from(relay))
    }
}

impl Wake for Relay {
    fn wake(this: Arc<Self>) {
        Self::wake_by_ref(&this);
    }

    fn wake_by_ref(this: &Arc<Self>) {
        this.flag.raise();
        this.parent.wake_by_ref();
    }
}

/// Is pending once; wakes its task unless `lost`.
pub(crate) const fn pend_once(lost: bool) -> PendOnce {
    PendOnce {
        pended: false,
        lost,
    }
}

/// Future of [`pend_once`].
pub(crate) struct PendOnce {
    pended: bool,
    lost: bool,
}

impl Future for PendOnce {
    type Output = ();

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.pended {
            return Poll::Ready(());
        }
        self.pended = true;
        if !self.lost {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

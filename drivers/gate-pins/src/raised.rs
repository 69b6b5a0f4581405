//! RST/EN high, for as long as somebody answers for it.

use crate::{Error, Wiring};

/// Lines with RST/EN high and IN- as it was. Dropped, as by an error or by a future that is let go, it turns off.
pub(crate) struct Raised<'a, W: Wiring<N>, const N: usize> {
    lines: &'a mut W,
    is_kept: bool,
}

impl<'a, W: Wiring<N>, const N: usize> Raised<'a, W, N> {
    pub(crate) fn new(lines: &'a mut W) -> Result<Self, Error<W::In, W::Out>> {
        let raised = Self {
            lines,
            is_kept: false,
        };
        raised.lines.raise()?;
        Ok(raised)
    }

    pub(crate) const fn lines(&mut self) -> &mut W {
        self.lines
    }

    /// Turns off.
    pub(crate) fn lower(mut self) -> Result<(), Error<W::In, W::Out>> {
        self.lines.off()?;
        self.is_kept = true;
        Ok(())
    }

    /// Lets the gates follow, and leaves it so.
    pub(crate) fn keep(mut self) -> Result<(), Error<W::In, W::Out>> {
        self.lines.follow()?;
        self.is_kept = true;
        Ok(())
    }
}

impl<W: Wiring<N>, const N: usize> Drop for Raised<'_, W, N> {
    fn drop(&mut self) {
        if !self.is_kept {
            // whatever led here is told already
            let _ = self.lines.off();
        }
    }
}

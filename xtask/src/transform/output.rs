//! The text of a twin that remembers which source line each of its lines came from.

#[derive(Debug, Default)]
pub(crate) struct Output {
    text: String,
    /// Source line of each line of `text`.
    lines: Vec<usize>,
}

impl Output {
    /// Appends `piece`, which began on `line` of the source.
    pub(crate) fn push(&mut self, piece: &str, line: usize) {
        if piece.is_empty() {
            return;
        }
        if self.lines.is_empty() {
            self.lines.push(line);
        }
        if let Some(last) = self.lines.last_mut()
            && self.text.ends_with('\n')
        {
            *last = line;
        }
        self.text.push_str(piece);
        let newlines = piece.matches('\n').count();
        self.lines.extend((1..=newlines).map(|n| line + n));
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The source line of the twin's line `line`, both counted from 1.
    pub(crate) fn source_line(&self, line: usize) -> usize {
        let index = line.saturating_sub(1);
        self.lines
            .get(index)
            .or(self.lines.last())
            .copied()
            .unwrap_or(1)
    }
}

//! Two numbers that satisfy inequalities: how large and how small they can be.

use crate::conductance::{MILLION, Span, ceil, floor};

/// `a·x + b·y ≤ c`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) a: i128,
    pub(super) b: i128,
    pub(super) c: i128,
}

impl Line {
    /// What is true of any two numbers.
    pub(super) const ANY: Self = Self { a: 0, b: 0, c: 0 };
}

/// Extremes of `x`, of `y` and of `x + weight·y`, rounded outwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extremes {
    pub(super) x: Span,
    pub(super) y: Span,
    pub(super) sum: Span,
}

/// A point that two lines cross in: `x / below`, `y / below`, with `below` above zero.
#[derive(Debug, Clone, Copy)]
struct Point {
    x: i128,
    y: i128,
    below: i128,
}

fn crossing(one: &Line, other: &Line) -> Option<Point> {
    let below = one.a * other.b - other.a * one.b;
    let sign = below.signum();
    (sign != 0).then_some(Point {
        x: sign * (one.c * other.b - other.c * one.b),
        y: sign * (one.a * other.c - other.a * one.c),
        below: below.abs(),
    })
}

/// Returns where two lines cross, to the nearest below.
pub(super) fn cross(one: &Line, other: &Line) -> Option<(i128, i128)> {
    let point = crossing(one, other)?;
    Some((floor(point.x, point.below), floor(point.y, point.below)))
}

/// Returns the extremes over all that satisfies the lines; `None` where nothing does. The lines have to bound it on all sides,
/// so that extremes lie where two of them cross. The weight, a span in ppm, counts at its end that makes the sum more extreme.
pub(super) fn extremes(lines: &[Line], weight: Span) -> Option<Extremes> {
    let mut found: Option<Extremes> = None;
    for (index, one) in lines.iter().enumerate() {
        for other in lines.iter().skip(index + 1) {
            let Some(point) = crossing(one, other) else {
                continue;
            };
            let inside = |line: &Line| line.a * point.x + line.b * point.y <= line.c * point.below;
            if !lines.iter().all(inside) {
                continue;
            }
            let at = point.extremes(weight);
            found = Some(found.map_or(at, |found| Extremes {
                x: found.x.with(at.x),
                y: found.y.with(at.y),
                sum: found.sum.with(at.sum),
            }));
        }
    }
    found
}

impl Point {
    fn extremes(&self, weight: Span) -> Extremes {
        let span = |low, high, below| Span {
            low: floor(low, below),
            high: ceil(high, below),
        };
        let sum = |weight| self.x * MILLION + self.y * weight;
        Extremes {
            x: span(self.x, self.x, self.below),
            y: span(self.y, self.y, self.below),
            sum: span(sum(weight.low), sum(weight.high), self.below * MILLION),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn line(a: i128, b: i128, c: i128) -> Line {
        Line { a, b, c }
    }

    #[test]
    fn a_triangle_has_its_corners() {
        let lines = [line(-1, 0, 0), line(0, -1, 0), line(2, 3, 12), Line::ANY];
        let found = extremes(&lines, Span::of(MILLION)).unwrap();
        assert_eq!((found.x.low, found.x.high), (0, 6));
        assert_eq!((found.y.low, found.y.high), (0, 4));
        assert_eq!((found.sum.low, found.sum.high), (0, 6));
    }

    #[test]
    fn what_contradicts_itself_has_none() {
        let lines = [
            line(-1, 0, 0),
            line(0, -1, 0),
            line(1, 1, 5),
            line(-1, -1, -6),
        ];
        assert_eq!(extremes(&lines, Span::of(MILLION)), None);
    }

    #[test]
    fn corners_between_whole_numbers_are_rounded_outwards() {
        let lines = [
            line(-3, 0, -1),
            line(3, 0, 2),
            line(0, -1, 0),
            line(0, 1, 0),
        ];
        let found = extremes(&lines, Span::of(MILLION)).unwrap();
        assert_eq!((found.x.low, found.x.high), (0, 1));
    }
}

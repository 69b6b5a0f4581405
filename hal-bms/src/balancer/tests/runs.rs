//! How a run goes.

use super::*;

#[test]
fn levels_a_string_to_the_target_and_leaves_cells_alone_then() {
    for neighbours in [false, true] {
        let config = config().with_cells(neighbours, CELLS);
        let mut rig = Rig::new(config, UNEVEN);
        let outcome = rig.run_with(|rig, wants| {
            assert!(neighbours || !wants.cells.has_neighbours());
            assert!(!wants.cells.contains(3), "the lowest cell");
            if !wants.cells.is_empty() {
                assert!(!rig.part.0.is_empty(), "the part ended by itself");
            }
        });
        assert!(
            matches!(outcome, BalanceOutcome::Level(apart) if apart <= mv(5)),
            "{outcome:?}"
        );
        assert!(rig.spread() <= 5_000, "{}", rig.spread());
        assert_eq!(rig.cells[3], 3_300_000);
        assert_eq!(rig.part.0, CellSet::NONE);
        assert_eq!(rig.balancer.wants(rig.now).cells, CellSet::NONE);
        for _ in 0..100 {
            assert!(rig.step().cells.is_empty());
        }
    }
}

#[test]
fn highest_cells_go_first_and_those_between_them_later() {
    let mut rig = Rig::new(config(), UNEVEN);
    // 1 is the highest and bars 2, which would be next; 4 follows, and 0 is barred too
    assert_eq!(rig.begin(), CellSet::from_iter([1, 4]));
    let mut all = CellSet::NONE;
    rig.run_with(|_, wants| all = all.union(wants.cells));
    assert_eq!(all, CellSet::from_iter([0, 1, 2, 4, 5]));
    let mut rig = Rig::new(config().with_cells(true, CELLS), UNEVEN);
    assert_eq!(rig.begin(), CellSet::from_iter([0, 1, 2, 4, 5]));
    let mut rig = Rig::new(config().with_cells(true, 2), UNEVEN);
    assert_eq!(rig.begin(), CellSet::from_iter([1, 2]));
}

#[test]
fn cells_are_measured_only_when_off_and_settled() {
    let mut rig = Rig::new(config(), UNEVEN);
    let mut off = 0;
    rig.run_with(|rig, wants| {
        off = if rig.part.0.is_empty() { off + 1 } else { 0 };
        assert!(!wants.quiet || off > 3, "{off}");
    });
    // a reading from before they had settled is not judged
    let mut rig = Rig::new(config(), UNEVEN);
    rig.begin();
    while !rig.step().cells.is_empty() {}
    let stamp = rig.now;
    for _ in 0..3 {
        rig.step_with(|inputs| inputs.cells = Ok(Reading::new(&LEVEL, stamp)));
    }
    assert!(rig.balancer.is_running());
    let wants = rig.step();
    assert!(!wants.cells.is_empty() && rig.balancer.is_running());
}

#[test]
fn begins_only_on_a_rested_string_that_is_uneven_not_low_and_cool() {
    let steps = |rig: &mut Rig| (0..200).find(|_| !rig.step().cells.is_empty());
    // 30 s without current, counted from the first step on
    assert_eq!(steps(&mut Rig::new(config(), UNEVEN)), Some(30));
    assert_eq!(
        steps(&mut Rig::new(
            config(),
            [3_320, 3_300, 3_310, 3_310, 3_310, 3_310]
        )),
        None
    );
    assert!(
        steps(&mut Rig::new(
            config(),
            [3_321, 3_300, 3_310, 3_310, 3_310, 3_310]
        ))
        .is_some()
    );
    assert_eq!(
        steps(&mut Rig::new(
            config(),
            [3_050, 3_000, 3_050, 3_050, 3_050, 3_050]
        )),
        None
    );
    let mut warm = Rig::new(config(), UNEVEN);
    warm.temperature = celsius(50);
    assert_eq!(steps(&mut warm), None);
    let mut used = Rig::new(config(), UNEVEN);
    used.current = Current::from_milliamps(-501);
    assert_eq!(steps(&mut used), None);
    used.current = Current::from_milliamps(-500);
    assert_eq!(steps(&mut used), Some(30));
}

#[test]
fn a_pause_without_steps_is_no_rest() {
    let mut rig = Rig::new(config(), UNEVEN);
    rig.step();
    rig.now = rig.now.saturating_add(SECOND * 60);
    assert!(rig.step().cells.is_empty() && rig.step().cells.is_empty());
}

#[test]
fn the_part_is_told_on_a_change_and_before_it_ends_by_itself_and_not_else() {
    let mut rig = Rig::new(config(), UNEVEN);
    rig.begin();
    // one for the beginning: what it was told before is not known
    assert_eq!(rig.commands.len(), 2);
    for _ in 0..59 {
        rig.step();
    }
    assert_eq!(rig.commands.len(), 2 + 5);
    for _ in 0..3 {
        assert!(rig.step().cells.is_empty());
    }
    assert_eq!(rig.commands.len(), 2 + 5 + 1);
}

#[test]
fn what_the_part_did_not_take_is_told_again() {
    let mut rig = Rig::new(config(), UNEVEN);
    rig.link = Link::Broken;
    for _ in 0..100 {
        let wants = rig.step();
        assert!(wants.tell && !wants.quiet && wants.cells.is_empty());
    }
    rig.link = Link::Works;
    let cells = rig.begin();
    rig.link = Link::Deaf;
    rig.balancer.stop(rig.now);
    // it may have heard, and it may not: not quiet before it has said so
    for _ in 0..30 {
        let wants = rig.step();
        assert!(wants.tell && !wants.quiet && wants.cells.is_empty());
    }
    assert!(!cells.is_empty());
    rig.balancer.sent(rig.now, cells);
    assert!(rig.step().tell, "other cells than are wanted");
}

#[test]
fn a_balancer_that_never_begins_or_ends_is_no_configuration() {
    use BalancerError::*;
    let build = |cells, expires, levels, timeout| {
        BalancerConfig::new(cells, expires, levels, timeout, SECOND).err()
    };
    assert_eq!(build(1, SECOND, LEVELS, SECOND), None);
    assert_eq!(build(0, SECOND, LEVELS, SECOND), Some(Count));
    assert_eq!(build(257, SECOND, LEVELS, SECOND), Some(Count));
    assert_eq!(build(1, Duration::ZERO, LEVELS, SECOND), Some(Expiry));
    assert_eq!(build(1, SECOND, LEVELS, Duration::ZERO), Some(Times));
    let levels = |start, target| BalancerLevels::new(mv(start), mv(target), mv(0), celsius(60));
    assert_eq!(build(1, SECOND, levels(5, 5), SECOND), Some(Levels));
    assert_eq!(build(1, SECOND, levels(5, -1), SECOND), Some(Levels));
    let warm = levels(5, 4).with_cooled(celsius(61));
    assert_eq!(build(1, SECOND, warm, SECOND), Some(Levels));
}

//! The life of a store.

use crate::{Board, Monitors, Ports, Settings, Trouble, app::App};
use core::convert::Infallible;
use hal_inverter::BridgePermit;

/// Runs a store for ever: starts it, runs it, stops it in order when something is wrong, and starts again once that is over.
pub async fn run<B: Board>(
    ports: Ports<B>,
    mut monitors: Monitors<B>,
    settings: Settings,
) -> Infallible {
    let mut app = App::new(ports, settings);
    loop {
        let Err(trouble) = app.live(&mut monitors).await;
        app.stop(trouble, &mut monitors).await;
    }
}

impl<B: Board> App<B> {
    /// Starts and runs until something is wrong.
    async fn live(&mut self, monitors: &mut Monitors<B>) -> Result<Infallible, Trouble> {
        self.await_battery().await?;
        let (trips, residual) = self.self_test().await?;
        let insulation = self.prove_battery_insulation(monitors).await?;
        self.close_battery(insulation).await?;
        let mut bridge = self.raise_link(trips, residual).await?;
        loop {
            self.with_grid(bridge, monitors).await?;
            bridge = self.renew().await?;
            self.without_grid(bridge).await?;
            bridge = self.renew().await?;
        }
    }

    /// Tests and arms the stages anew. The link rests on the battery's diodes meanwhile.
    async fn renew(&mut self) -> Result<BridgePermit, Trouble> {
        let (trips, residual) = self.self_test().await?;
        self.raise_link(trips, residual).await
    }
}

//! The table of routes: method, path, who may, and who answers.

use axum::{
    Router,
    handler::Handler,
    middleware::from_fn_with_state,
    routing::{MethodFilter, on},
};

use crate::{
    caller::guard,
    permission::Rule,
    refused::{Reason, Refused},
    service::Shared,
};

/// Collects routes; each asks for its permissions before its handler runs.
pub(crate) struct Routes {
    service: Shared,
    router: Router<Shared>,
    rules: Vec<(&'static str, &'static str, Rule)>,
}

macro_rules! methods {
    ($($name:ident $filter:ident $method:literal;)*) => {$(
        #[doc = concat!("Answers `", $method, "` at `path` for callers whom `rule` lets in.")]
        pub(crate) fn $name<H, T>(self, path: &'static str, rule: Rule, handler: H) -> Self
        where
            H: Handler<T, Shared>,
            T: 'static,
        {
            self.add(MethodFilter::$filter, $method, path, rule, handler)
        }
    )*};
}

impl Routes {
    pub(crate) fn new(service: Shared) -> Self {
        Self { service, router: Router::new(), rules: Vec::new() }
    }

    methods! {
        get GET "GET";
        post POST "POST";
        put PUT "PUT";
        patch PATCH "PATCH";
        delete DELETE "DELETE";
        head HEAD "HEAD";
    }

    fn add<H, T>(
        mut self,
        filter: MethodFilter,
        method: &'static str,
        path: &'static str,
        rule: Rule,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        let guarded = on(filter, handler).layer(from_fn_with_state((self.service.clone(), rule), guard));
        self.router = self.router.route(path, guarded);
        self.rules.push((method, path, rule));
        self
    }

    /// The router of them all.
    pub(crate) fn into_router(self) -> Router<Shared> {
        self.router.method_not_allowed_fallback(async || Refused(Reason::MethodNotAllowed))
    }

    /// What each route asks for.
    #[cfg(test)]
    pub(crate) fn rules(&self) -> &[(&'static str, &'static str, Rule)] {
        &self.rules
    }
}

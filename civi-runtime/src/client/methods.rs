//! What both clients can do, written once. They differ in how a result is handed out: as a future, or
//! when it is there.

/// Writes the methods of a client and the last steps of its builder.
///
/// `$handed!(T)` is the type that a `T` is handed out as, `$run` makes that of a future, and
/// `$transport` is the builder's method that gives the client's HTTP stack. The examples are shown with
/// the methods that they are named after.
macro_rules! client_methods {
    (
        $client:ident, $handed:ident, $run:path, $transport:ident;
        $(#[doc = $call:literal])* call;
        $(#[doc = $verify:literal])* verify;
        $(#[doc = $acting_as:literal])* acting_as;
    ) => {
        impl $client {
            /// Finds the site's routes, asks who the credential's contact is, and refuses to go on as
            /// nobody. The address is the site's base, or the API's full address.
            ///
            /// # Errors
            ///
            /// When the address or credential is unusable
            /// ([`is_refused`](crate::Error::is_refused)), the site refuses or ignores the credential
            /// ([`is_auth`](crate::Error::is_auth)), or no CiviCRM answers.
            pub fn connect(url: &str, credential: Credential) -> $handed!($client) {
                $client::builder(url).credential(credential).connect()
            }

            /// A client from the environment: [`ClientBuilder::from_env`], then
            /// [`connect`](ClientBuilder::connect).
            ///
            /// # Errors
            ///
            /// As [`connect`](Self::connect), and when a variable is missing or two contradict.
            pub fn from_env() -> $handed!($client) {
                let builder = ClientBuilder::<$client>::from_env();
                $run(async move { builder?.connected_client().await })
            }

            /// A client with settings of its own.
            pub fn builder(url: &str) -> ClientBuilder<$client> {
                ClientBuilder::new(url)
            }

            /// Whom the site took the client for when it connected; `None` when it was only built.
            #[must_use]
            pub fn identity(&self) -> Option<&Identity> {
                self.0.identity.as_deref()
            }

            /// Asks the site again whom it takes the client for.
            ///
            /// # Errors
            ///
            /// As for any call; being nobody is no error here.
            pub fn whoami(&self) -> $handed!(Identity) {
                let connection = Arc::clone(&self.0.connection);
                $run(async move { connection.identity().await })
            }

            /// Compares all names that bindings use with the site as it is for this contact: their
            /// constant `SCHEMA`, or [`EntitySchema::of`] a row type of your own. It is one request (a
            /// second and third one only for a site before CiviCRM 5.64 that lacks an entity), for a
            /// program's start or its health check. It is asked whatever the client's
            /// [`SchemaCheck`](crate::SchemaCheck) is.
            ///
            /// # Errors
            ///
            /// When the site does not answer. What it lacks is in the report.
            $(#[doc = $verify])*
            pub fn verify(&self, schema: &[EntitySchema]) -> $handed!(SchemaReport) {
                let connection = Arc::clone(&self.0.connection);
                let schema = schema.to_vec();
                $run(async move { meta::verify(&*connection, &schema).await })
            }

            /// A client that acts for another contact: what it may do and what the site records is
            /// that contact's. Its credential is a token that the site mints for `ttl`, in whole
            /// seconds; the first call asks for it, and so does the call that finds it expired. It
            /// shares this client's connections and settings.
            ///
            /// This client's own contact needs the permission `generate any authx credential`; the
            /// site must be CiviCRM 5.62 or later, with the extension AuthX. What is missing is said
            /// by the first call's error ([`is_permission`](crate::Error::is_permission),
            /// [`is_api`](crate::Error::is_api)).
            $(#[doc = $acting_as])*
            #[must_use]
            pub fn acting_as(&self, contact: impl Into<i64>, ttl: Duration) -> $client {
                $client(self.0.acting_as(contact.into(), ttl))
            }

            /// Forgets what the site said about its fields, for this client and its clones: what a
            /// call needs next is asked for again. For after a change of the site or of the contact's
            /// permissions; otherwise it is done by itself, when the lifetime of what is known ends
            /// ([`known_fields_lifetime`](ClientBuilder::known_fields_lifetime)) and before a field is
            /// called unknown.
            pub fn refresh_known_fields(&self) {
                self.0.connection.known.forget();
            }

            /// The site's endpoint.
            #[must_use]
            pub fn endpoint(&self) -> &Endpoint {
                &self.0.connection.endpoint
            }

            /// Calls any action of any entity, without a type and without a guard: what the
            /// parameters say is what the site does. They must be a JSON object; its keys go out in
            /// the order that they serialise in, which `orderBy` means (a `serde_json::Value` keeps
            /// the order of its keys).
            ///
            /// Actions that begin with `get`, and `autocomplete`, count as reads and are sent again
            /// after a failure, unless they chain a call that writes. For one that writes all the
            /// same, give [`Call::writing`] to [`execute`](Self::execute).
            ///
            /// # Errors
            ///
            /// As for any call, and when the parameters are no object.
            $(#[doc = $call])*
            pub fn call(
                &self,
                entity: &str,
                action: &str,
                params: &(impl Serialize + ?Sized),
            ) -> $handed!(Answer) {
                let call = raw_call(entity, action, params);
                let connection = Arc::clone(&self.0.connection);
                $run(async move { connection.execute(call?).await })
            }

            /// Sends one call that is ready.
            ///
            /// # Errors
            ///
            /// As for any call.
            pub fn execute(&self, call: Call) -> $handed!(Answer) {
                let connection = Arc::clone(&self.0.connection);
                $run(async move { connection.execute(call).await })
            }

            /// Sends several calls in as few requests as fit under the body cap; see
            /// [`Exchange::execute_batch`].
            ///
            /// # Errors
            ///
            /// That of the request; a call that fails alone has its own error in the list.
            pub fn execute_batch(&self, calls: Vec<Call>) -> $handed!(Vec<Result<Answer>>) {
                let connection = Arc::clone(&self.0.connection);
                $run(async move { connection.execute_batch(calls).await })
            }

            /// Calls the site's APIv3 (`civicrm/ajax/rest`), for what APIv4 lacks. The answer is its
            /// whole JSON; `is_error` in it has become an error.
            ///
            /// # Errors
            ///
            /// As for any call, and when the parameters are no object.
            pub fn call_v3(
                &self,
                entity: &str,
                action: &str,
                params: &(impl Serialize + ?Sized),
            ) -> $handed!(Bytes) {
                let params = object(params);
                let (entity, action) = (entity.to_owned(), action.to_owned());
                let connection = Arc::clone(&self.0.connection);
                $run(async move { connection.rest(&entity, &action, &params?.to_json()).await })
            }
        }

        impl Caller for $client {
            type Out<T: Send + 'static> = $handed!(T);

            fn exchange(&self) -> Arc<dyn Exchange> {
                Arc::clone(&self.0.connection) as Arc<dyn Exchange>
            }

            fn run<T, F>(&self, exchange: F) -> Self::Out<T>
            where
                T: Send + 'static,
                F: Future<Output = Result<T>> + Send + 'static,
            {
                $run(exchange)
            }
        }

        impl ClientBuilder<$client> {
            /// The client as set, without asking the site anything. A base address whose route form was not
            /// given is taken for [`RouteForm::Clean`](crate::RouteForm::Clean), and a credential that the
            /// site ignores goes unnoticed: prefer [`connect`](Self::connect).
            ///
            /// # Errors
            ///
            /// When a setting is unusable, or the address is https and no TLS is compiled in.
            pub fn build(self) -> Result<$client> {
                let transport = self.$transport()?;
                self.unasked(transport).map($client)
            }

            /// The client, once the site has said whom it takes it for; see `connect` of the client.
            ///
            /// # Errors
            ///
            /// When the address or credential is unusable
            /// ([`is_refused`](crate::Error::is_refused)), the site refuses or ignores the credential
            /// ([`is_auth`](crate::Error::is_auth)), or no CiviCRM answers.
            pub fn connect(self) -> $handed!($client) {
                $run(self.connected_client())
            }

            async fn connected_client(self) -> Result<$client> {
                let transport = self.$transport()?;
                self.connected(transport).await.map($client)
            }

            /// Finds out which form of routes the site answers to, to write it down.
            ///
            /// # Errors
            ///
            /// As [`connect`](Self::connect); being nobody is no error here.
            pub fn detect(self) -> $handed!(Detected) {
                $run(async move {
                    let transport = self.$transport()?;
                    self.detected(transport).await
                })
            }
        }
    };
}
pub(crate) use client_methods;

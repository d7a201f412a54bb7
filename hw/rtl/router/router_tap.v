// One path through a router: filter, delay (if any), queue.
`default_nettype none

module router_tap #(
    // Bits of an incoming id, of an outgoing id, and of the payload above it
    parameter S_ID = 8,
    parameter M_ID = 8,
    parameter PAYLOAD = 0,
    // Packets of delay
    parameter DELAY = 0,
    // Beats of queue
    parameter DEPTH = 16,
    // Ranges of ids admitted; see route_filter
    parameter RANGES = 1,
    parameter [RANGES*32-1:0] FIRST = 0,
    parameter [RANGES*32-1:0] LAST = 0,
    parameter [RANGES*32-1:0] OFFSET = 0
) (
    input  wire                    clk,
    input  wire                    rst,

    input  wire [PAYLOAD+S_ID-1:0] s_tdata,
    input  wire                    s_tvalid,
    output wire                    s_tready,
    input  wire                    s_tlast,
    input  wire                    s_tkeep,
    input  wire                    s_tuser,

    output wire [PAYLOAD+M_ID-1:0] m_tdata,
    output wire                    m_tvalid,
    input  wire                    m_tready,
    output wire                    m_tlast,
    output wire                    m_tkeep,
    output wire                    m_tuser
);
    localparam WIDTH = PAYLOAD + M_ID;

    wire [WIDTH-1:0] filter_tdata;
    wire             filter_tvalid;
    wire             filter_tready;
    wire             filter_tlast;
    wire             filter_tkeep;
    wire             filter_tuser;

    wire [WIDTH-1:0] delay_tdata;
    wire             delay_tvalid;
    wire             delay_tready;
    wire             delay_tlast;
    wire             delay_tkeep;
    wire             delay_tuser;

    route_filter #(
        .S_ID    (S_ID),
        .M_ID    (M_ID),
        .PAYLOAD (PAYLOAD),
        .RANGES  (RANGES),
        .FIRST   (FIRST),
        .LAST    (LAST),
        .OFFSET  (OFFSET)
    ) u_filter (
        .s_tdata  (s_tdata),
        .s_tvalid (s_tvalid),
        .s_tready (s_tready),
        .s_tlast  (s_tlast),
        .s_tkeep  (s_tkeep),
        .s_tuser  (s_tuser),
        .m_tdata  (filter_tdata),
        .m_tvalid (filter_tvalid),
        .m_tready (filter_tready),
        .m_tlast  (filter_tlast),
        .m_tkeep  (filter_tkeep),
        .m_tuser  (filter_tuser)
    );

    generate
        if (DELAY > 0) begin : g_delay
            packet_delay #(
                .WIDTH       (WIDTH),
                .DELAY       (DELAY),
                .COUNT_WIDTH ($clog2(DELAY + 1))
            ) u_delay (
                .clk      (clk),
                .rst      (rst),
                .s_tdata  (filter_tdata),
                .s_tvalid (filter_tvalid),
                .s_tready (filter_tready),
                .s_tlast  (filter_tlast),
                .s_tkeep  (filter_tkeep),
                .s_tuser  (filter_tuser),
                .m_tdata  (delay_tdata),
                .m_tvalid (delay_tvalid),
                .m_tready (delay_tready),
                .m_tlast  (delay_tlast),
                .m_tkeep  (delay_tkeep),
                .m_tuser  (delay_tuser)
            );
        end else begin : g_straight
            assign delay_tdata   = filter_tdata;
            assign delay_tvalid  = filter_tvalid;
            assign filter_tready = delay_tready;
            assign delay_tlast   = filter_tlast;
            assign delay_tkeep   = filter_tkeep;
            assign delay_tuser   = filter_tuser;
        end
    endgenerate

    stream_fifo #(
        .WIDTH      (WIDTH),
        .DEPTH      (DEPTH),
        .ADDR_WIDTH (DEPTH > 1 ? $clog2(DEPTH) : 1)
    ) u_fifo (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  (delay_tdata),
        .s_tvalid (delay_tvalid),
        .s_tready (delay_tready),
        .s_tlast  (delay_tlast),
        .s_tkeep  (delay_tkeep),
        .s_tuser  (delay_tuser),
        .m_tdata  (m_tdata),
        .m_tvalid (m_tvalid),
        .m_tready (m_tready),
        .m_tlast  (m_tlast),
        .m_tkeep  (m_tkeep),
        .m_tuser  (m_tuser)
    );
endmodule

`default_nettype wire

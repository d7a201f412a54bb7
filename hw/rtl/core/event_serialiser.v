// Emits the events of a word of lanes one per clock, lowest lane first, as a packet stream.
//
// A word in which no lane has an event takes one clock and emits nothing, unless it is the last
// of its packet: then a null beat closes the packet. tdata = {payload, word, lane}. Two words wait
// in a buffer, so that s_ready comes from a register.
`default_nettype none

module event_serialiser #(
    // Lanes of a word, a power of two
    parameter LANES = 8,
    // Bits of a lane number: log2(LANES)
    parameter LANE_WIDTH = 3,
    parameter WORD_WIDTH = 4,
    // Bits of payload per lane (0: none)
    parameter PAYLOAD = 0,
    // Bits of the payload port: LANES * PAYLOAD, at least 1
    parameter PORT_WIDTH = 1
) (
    input  wire                                     clk,
    input  wire                                     rst,

    input  wire                                     s_valid,
    output wire                                     s_ready,
    input  wire [LANES-1:0]                         s_events,
    input  wire [PORT_WIDTH-1:0]                    s_payload,
    input  wire [WORD_WIDTH-1:0]                    s_word,
    input  wire                                     s_last,
    input  wire                                     s_user,

    output wire [PAYLOAD+WORD_WIDTH+LANE_WIDTH-1:0] m_tdata,
    output wire                                     m_tvalid,
    input  wire                                     m_tready,
    output wire                                     m_tlast,
    output wire                                     m_tkeep,
    output wire                                     m_tuser
);
    initial begin
        if (LANES != 1 << LANE_WIDTH
            || PORT_WIDTH != (PAYLOAD > 0 ? LANES * PAYLOAD : 1)) begin
            $display("error: event_serialiser: LANE_WIDTH or PORT_WIDTH does not fit LANES in %m");
            $finish;
        end
    end

    localparam [LANES-1:0] LANE_0 = 1;

    wire                  next_valid;
    wire                  next_last;
    wire                  next_user;
    wire [LANES-1:0]      next_events;
    wire [PORT_WIDTH-1:0] next_payload;
    wire [WORD_WIDTH-1:0] next_word;
    wire                  next_ready;
    wire                  unused_keep;

    skid_buffer #(
        .WIDTH (PORT_WIDTH + WORD_WIDTH + LANES)
    ) u_buffer (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  ({s_payload, s_word, s_events}),
        .s_tvalid (s_valid),
        .s_tready (s_ready),
        .s_tlast  (s_last),
        .s_tkeep  (1'b1),
        .s_tuser  (s_user),
        .m_tdata  ({next_payload, next_word, next_events}),
        .m_tvalid (next_valid),
        .m_tready (next_ready),
        .m_tlast  (next_last),
        .m_tkeep  (unused_keep),
        .m_tuser  (next_user)
    );

    reg                  valid_q;
    reg                  last_q;
    reg                  user_q;
    reg [LANES-1:0]      events_q;
    reg [WORD_WIDTH-1:0] word_q;

    wire [LANES-1:0] rest  = events_q & (events_q - LANE_0);
    wire             any   = |events_q;
    wire             final_event = ~|rest;

    assign m_tvalid = valid_q && (any || last_q);
    assign m_tkeep  = any;
    assign m_tlast  = last_q && final_event;
    assign m_tuser  = m_tlast && user_q;
    assign next_ready = !valid_q || (final_event && (m_tready || !m_tvalid));

    always @(posedge clk) begin
        if (next_ready) begin
            valid_q  <= next_valid;
            events_q <= next_events;
            word_q   <= next_word;
            last_q   <= next_last;
            user_q   <= next_user;
        end else if (m_tready) begin
            events_q <= rest;
        end
        if (rst) begin
            valid_q <= 1'b0;
        end
    end

    generate
        if (LANES > 1) begin : g_lanes
            // The number of the lowest lane with an event.
            function [LANE_WIDTH-1:0] lowest;
                input [LANES-1:0] events;
                integer k;
                begin
                    lowest = {LANE_WIDTH{1'b0}};
                    for (k = LANES - 1; k >= 0; k = k - 1) begin
                        if (events[k]) begin
                            lowest = k[LANE_WIDTH-1:0];
                        end
                    end
                end
            endfunction
            wire [LANE_WIDTH-1:0] lane = lowest(events_q);
            assign m_tdata[LANE_WIDTH-1:0] = lane;
        end
        assign m_tdata[WORD_WIDTH+LANE_WIDTH-1:LANE_WIDTH] = word_q;
        if (PAYLOAD > 0) begin : g_payload
            reg [PORT_WIDTH-1:0] payload_q;
            wire unused = &{1'b0, unused_keep};
            always @(posedge clk) begin
                if (next_ready) begin
                    payload_q <= next_payload;
                end
            end
            if (LANES > 1) begin : g_select
                assign m_tdata[PAYLOAD+WORD_WIDTH+LANE_WIDTH-1:WORD_WIDTH+LANE_WIDTH] =
                    payload_q[g_lanes.lane*PAYLOAD +: PAYLOAD];
            end else begin : g_only
                assign m_tdata[PAYLOAD+WORD_WIDTH+LANE_WIDTH-1:WORD_WIDTH+LANE_WIDTH] = payload_q;
            end
        end else begin : g_bare
            wire unused = &{1'b0, next_payload, unused_keep};
        end
    endgenerate
endmodule

`default_nettype wire
